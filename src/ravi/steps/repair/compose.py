"""Lists of edits put together."""

from ravi.spans import Edit, apply


def composed(first: list[Edit], middle: str, second: list[Edit]) -> list[Edit]:
    """The edits that do `first`, which give `middle`, and then `second`, in positions of the text before both."""
    if not first or not second:
        return first or second
    out: list[Edit] = []
    shift = at1 = at2 = 0  # `shift`: by how much `middle` is longer than the original up to here
    while at2 < len(second):
        start, end = second[at2].start, second[at2].end
        while at1 < len(first) and first[at1].start + shift + len(first[at1].new) <= start:
            out.append(first[at1])
            shift += _growth(first[at1])
            at1 += 1
        before, from1, from2 = shift, at1, at2
        at2 += 1
        while True:  # take in whatever overlaps what was taken in
            if at1 < len(first) and first[at1].start + shift < end:
                start = min(start, first[at1].start + shift)
                end = max(end, first[at1].start + shift + len(first[at1].new))
                shift += _growth(first[at1])
                at1 += 1
            elif at1 > from1 and at2 < len(second) and second[at2].start < end:
                end = max(end, second[at2].end)
                at2 += 1
            else:
                break
        inside = [one._replace(start=one.start - start, end=one.end - start) for one in second[from2:at2]]
        new, rule, sure = apply(middle[start:end], inside), inside[-1].rule, inside[-1].confidence
        out.append(Edit(start - before, end - shift, new, rule, sure))
    return out + first[at1:]


def _growth(edit: Edit) -> int:
    return len(edit.new) - (edit.end - edit.start)
