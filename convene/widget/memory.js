// What this browser remembers of the conversation: nothing before the chat is opened, nothing a day after the last word.

const KEPT_MESSAGES = 50;
const KEPT_FOR = 24 * 60 * 60 * 1000; // milliseconds

const BLANK = { visitor: null, zone: null, who: null, messages: [] };

export class Memory {
  /** One memory per gateway, so that two sites' chats never mix. */
  constructor(server) {
    this.key = `convene:${server}`;
    this.now = { ...BLANK };
    this.recall();
  }

  /** Read what is stored; blank if there is nothing, if it is too old, or if storage is forbidden. */
  recall() {
    this.now = { ...BLANK };
    try {
      const stored = JSON.parse(localStorage.getItem(this.key));
      if (stored && Date.now() - stored.at < KEPT_FOR) this.now = { ...BLANK, ...stored };
      else localStorage.removeItem(this.key);
    } catch {
      // private mode or foreign content: the conversation then lives as long as the page
    }
    return this.now;
  }

  /** Change something and store it. */
  keep(changes) {
    this.now = { ...this.now, ...changes };
    this.now.messages = this.now.messages.slice(-KEPT_MESSAGES);
    try {
      localStorage.setItem(this.key, JSON.stringify({ ...this.now, at: Date.now() }));
    } catch {
      // see recall
    }
  }

  /** Whether this is the conversation of somebody else: of another address that the website has signed. */
  isAnothers(who) {
    return Boolean(who && this.now.who && this.now.who !== who);
  }

  /** Add a message to those kept. */
  add(message) {
    this.keep({ messages: [...this.now.messages, message] });
  }

  /** Forget everything. */
  forget() {
    this.now = { ...BLANK };
    try {
      localStorage.removeItem(this.key);
    } catch {
      // see recall
    }
  }

  /** Whether the chat was left open in this tab; closing it is remembered likewise. */
  get open() {
    try {
      return sessionStorage.getItem(`${this.key}:open`) === "yes";
    } catch {
      return false;
    }
  }

  set open(value) {
    try {
      sessionStorage.setItem(`${this.key}:open`, value ? "yes" : "no");
    } catch {
      // see recall
    }
  }
}

/** The address in what the website's server signed; null if there is none. Only the gateway can tell whether it counts. */
export function addressIn(identify) {
  try {
    const payload = identify.split(".")[0].replace(/-/g, "+").replace(/_/g, "/");
    const bytes = Uint8Array.from(atob(payload), (character) => character.charCodeAt(0));
    return JSON.parse(new TextDecoder().decode(bytes)).person.email.toLowerCase();
  } catch {
    return null;
  }
}
