"""Why a rep's times are, or are not, offered."""

from dataclasses import replace

from convene.booking.diaries import diaries
from convene.booking.services import Services
from convene.model import Availability, Interval, Queue
from convene.scheduling.availability import Diary, rules_for
from convene.scheduling.explain import Explanation, explain


async def explain_rep(
    services: Services, rep_id: str, window: Interval, *, as_if: Availability | None = None
) -> tuple[Explanation, ...]:
    """Each start in the window with what decides about it, for the first queue the rep is in.

    A rep who is in no queue, or not active in it, has nothing readable. With `as_if` this is what it would be with
    these hours instead of the rep's own.
    """
    await services.roster.refresh()
    rep, now = services.roster.reps[rep_id], services.clock.now()
    rep = replace(rep, availability=as_if) if as_if else rep
    queue = queue_of(services, rep_id)
    meeting_type = services.config.meeting_type_of(queue.id)
    # No reading reaches beyond the horizon; there the horizon is the reason, not the reading.
    end = min(window.end, now + rules_for(meeting_type, rep).horizon)
    read = await diaries(services, queue.id, Interval(window.start, max(end, window.start)))
    diary = next((diary for diary in read if diary.rep.id == rep_id), Diary(rep, (), (), readable=False))
    return explain(replace(diary, rep=rep), meeting_type, window, now)


def queue_of(services: Services, rep_id: str) -> Queue:
    """The first queue the rep is in; the default queue for somebody who is in none."""
    queues = [queue for queue in services.roster.queues.values() if rep_id in queue.reps]
    return queues[0] if queues else services.config.default_queue
