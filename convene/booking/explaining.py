"""Why a rep's times are, or are not, offered."""

from convene.booking.diaries import diaries
from convene.booking.services import Services
from convene.model import Interval
from convene.scheduling.availability import Diary, rules_for
from convene.scheduling.explain import Explanation, explain


async def explain_rep(services: Services, rep_id: str, window: Interval) -> tuple[Explanation, ...]:
    """Each start in the window with what decides about it, for the first queue the rep is in.

    A rep who is in no queue, or not active in it, has nothing readable.
    """
    rep, now = services.roster.reps[rep_id], services.clock.now()
    queues = [queue for queue in services.roster.queues.values() if rep_id in queue.reps]
    queue = queues[0] if queues else services.config.default_queue
    meeting_type = services.config.meeting_type_of(queue.id)
    # No reading reaches beyond the horizon; there the horizon is the reason, not the reading.
    end = min(window.end, now + rules_for(meeting_type, rep).horizon)
    read = await diaries(services, queue.id, Interval(window.start, max(end, window.start)))
    diary = next((diary for diary in read if diary.rep.id == rep_id), Diary(rep, (), (), readable=False))
    return explain(diary, meeting_type, window, now)
