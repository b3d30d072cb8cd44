"""What checks of labels find, and how a line of the log says it."""

from typing import NamedTuple, Sequence

ACTIONS = ('error', 'skip', 'note')


class Finding(NamedTuple):
    """One kind of fault in a file.

    Attributes:
        kind: As in ``docs/labels.md``.
        action: 'error': loading stops; 'skip': these people are skipped;
            'note': the log reports it; the labels stay as they are.
        count: How many annotations or pictures have it; 0: the whole file.
        text: Says what is wrong, behind the count.
        example: The first annotation or picture, as the log names it.
        people: Ids of the annotations that are skipped.
    """
    kind: str
    action: str
    count: int
    text: str
    example: str = ''
    people: Sequence = ()

    def __str__(self) -> str:
        count = f'{self.count} ' if self.count else ''
        count += 'people ' if self.people else ''
        return f'{count}{self.text}' + (
            f' ({self.example})' if self.example else '')


def of_people(kind: str, action: str, text: str, ids: Sequence) -> list:
    """A finding on these annotations; none if there are none.

    Args:
        kind: As in :class:`Finding`, like the others.
        action: One of :data:`ACTIONS`.
        text: Behind the number of people.
        ids: Of the annotations.
    """
    if not len(ids):
        return []
    example = f'annotation {ids[0]}{", ..." if len(ids) > 1 else ""}'
    return [Finding(kind, action, len(ids), text, example, tuple(ids))]
