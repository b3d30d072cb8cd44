"""Convert results to dicts and to COCO's format."""

from typing import List

from .media import printable


def to_dict(people) -> dict:
    """Everything in a ``People`` as lists and numbers, ready for JSON."""
    height, width = people.size
    found = dict(width=width, height=height)
    if people.path is not None:
        found['path'] = printable(people.path)
    if people.frame is not None:
        found.update(frame=people.frame, time=people.time)
    found['people'] = [_person(people, i) for i in range(len(people))]
    return found


def _person(people, i: int) -> dict:
    person = {} if people.ids is None else dict(id=int(people.ids[i]))
    person.update(
        keypoints=people.keypoints[i].astype(float).round(2).tolist(),
        scores=people.scores[i].astype(float).round(4).tolist())
    if people.probabilities is not None:
        person['probabilities'] = people.probabilities[i].astype(
            float).round(4).tolist()
    person.update(
        box=people.boxes[i].astype(float).round(2).tolist(),
        box_score=round(float(people.box_scores[i]), 4))
    return person


def coco_box(person: dict) -> dict:
    """``bbox`` (x, y, width, height) and ``score`` of COCO.

    The score is the mean score of the keypoints times that of the box.
    """
    (x1, y1, x2, y2), scores = person['box'], person['scores']
    return dict(
        bbox=[x1, y1, round(x2 - x1, 2), round(y2 - y1, 2)],
        score=round(person['box_score'] * sum(scores) / len(scores), 4))


def to_coco(people, image_id: int = 0) -> List[dict]:
    """COCO's result format: one dict per person."""
    return [
        dict(image_id=image_id, category_id=1,
             keypoints=[value for point, score in zip(
                            person['keypoints'], person['scores'])
                        for value in (*point, score)],
             **coco_box(person))
        for person in to_dict(people)['people']]
