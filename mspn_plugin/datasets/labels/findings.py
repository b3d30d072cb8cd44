"""Results of the checks of labels, and their text in the log."""

from typing import NamedTuple, Sequence

ACTIONS = ('error', 'skip', 'note')


class Finding(NamedTuple):
    """One kind of fault in a file.

    Attributes:
        kind: Of fault; rows of ``docs/labels.md`` are its cases.
        action: 'error': loading stops; 'skip': these people are skipped;
            'note': the log reports it; the labels stay as they are.
        count: Number of annotations or pictures; 0: the whole file.
        text: Description after the count.
        example: The first annotation or picture.
        people: Ids of the annotations that have the fault; with 'skip'
            these are skipped.
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
        kind: See :class:`Finding`.
        action: One of :data:`ACTIONS`.
        text: Description after the number of people.
        ids: Ids of the annotations.
    """
    if not len(ids):
        return []
    example = f'annotation {ids[0]}{", ..." if len(ids) > 1 else ""}'
    return [Finding(kind, action, len(ids), text, example, tuple(ids))]
