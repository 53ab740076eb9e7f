"""The roles: who held which office, in whose words (`tests/cases/roles.txt`)."""

from pathlib import Path

import pytest

from ravi import Reader

CASES = [
    [part.strip() for part in line.split("|")]
    for line in (Path(__file__).parent.parent / "cases" / "roles.txt").read_text(encoding="utf-8").split("\n")
    if line and not line.startswith("#")
]


@pytest.mark.parametrize(("text", "person", "office", "how"), CASES)
def test_roles_of_a_voice(text: str, person: str, office: str, how: str) -> None:
    record = Reader().read(text)
    found = {
        (
            record.entities[role.entity].name,
            role.span.of(text),
            f"{role.status} {'narrator' if role.voice is None else 'quote'}",
        )
        for role in record.roles
    }
    if office.startswith("!"):
        assert office[1:] not in {one[1] for one in found}
    else:
        assert (person, office, how) in found, found


def test_roles_stand_wherever_the_office_names_the_person() -> None:
    text = "علی شمسایی، دبیر شورای شهر، آمد.\nدبیر شورای شهر گفت: «خوب است.»"
    record = Reader().read(text)
    assert [role.span.of(text) for role in record.roles] == ["دبیر شورای شهر"] * 2


def test_roles_leave_out_an_office_whose_holder_has_no_name() -> None:
    assert Reader().read("وزیر نیرو گفت: «خوب است.»").roles == ()


def test_roles_do_not_reach_over_the_end_of_a_headline() -> None:
    beside, below = "دیدار با علی شمسایی، وزیر نیرو", "دیدار با علی شمسایی\nوزیر نیرو آمد."
    assert [role.span.of(beside) for role in Reader().read(beside).roles] == ["وزیر نیرو"]
    assert Reader().read(below).roles == ()
