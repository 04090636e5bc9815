// Talks to Convene's chat gateway. Every failure comes back as a message too: {error: code}.

const PATIENCE = 35_000; // milliseconds; the gateway itself gives up after 30 seconds

export class Talk {
  /** `server` is the gateway's origin, such as https://meet.example.com. */
  constructor(server) {
    this.server = server;
  }

  /** A token for a new visitor. */
  async begin() {
    const response = await fetch(`${this.server}/chat/session`, { method: "POST" });
    if (!response.ok) throw Object.assign(new Error("refused"), { answer: await failureOf(response) });
    return (await response.json()).visitor;
  }

  /** What was said so far, oldest first; nothing if that cannot be had. */
  async history(visitor) {
    try {
      const response = await fetch(`${this.server}/chat/history`, { headers: { authorization: `Bearer ${visitor}` } });
      return response.ok ? (await response.json()).messages : [];
    } catch {
      return [];
    }
  }

  /** Send a message and yield the assistant's messages as they come. */
  async *send(visitor, said) {
    const patience = AbortSignal.timeout(PATIENCE);
    try {
      const response = await fetch(`${this.server}/chat`, {
        method: "POST",
        headers: { "content-type": "application/json", authorization: `Bearer ${visitor}` },
        body: JSON.stringify(said),
        signal: patience,
      });
      if (!response.ok) {
        yield await failureOf(response);
        return;
      }
      let count = 0;
      for await (const line of linesOf(response.body)) {
        count += 1;
        yield JSON.parse(line);
      }
      if (count === 0) yield { error: "empty_answer" };
    } catch {
      if (patience.aborted) yield { error: "timeout" };
      else yield { error: navigator.onLine === false ? "offline" : "unreachable" };
    }
  }
}

async function failureOf(response) {
  try {
    const answer = await response.json();
    return answer.error ? answer : { error: "other" };
  } catch {
    return { error: response.status >= 500 ? "assistant_down" : "other" };
  }
}

/** The lines of a stream of bytes, as they become whole. */
async function* linesOf(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    const lines = (rest + (value ?? "")).split("\n");
    rest = done ? "" : lines.pop();
    yield* lines.filter((line) => line.trim());
    if (done) return;
  }
}
