"""The description of the API against what it does: schemathesis asks whatever the description allows, and more."""

import json
from collections.abc import Iterator
from contextlib import closing, suppress
from datetime import date
from typing import Any, TypeAlias
from urllib.parse import quote, urlencode

import pytest

pytest.importorskip("fastapi", reason="needs the extra ravi[web]")
pytest.importorskip("schemathesis", reason="needs the extra dev")

import requests
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis.core.result import Ok

from asgi import Answer, Asker
from ravi.pipeline import Reader
from ravi.record import Article
from ravi.store import open_store
from ravi.web import make_app

TEXT = "علی رضایی، شهردار اهواز گفت: «ساخت پل تازه تا پایان تابستان تمام می\u200cشود 😀.»\n"
Case: TypeAlias = schemathesis.Case[Any]
FORM = (("content-type", "application/x-www-form-urlencoded"),)
TOKEN = "a token for tests"  # noqa: S105 - of a store that is made for the test


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    path = tmp_path_factory.mktemp("api") / "news.ravi"
    with open_store(path, "write") as store:
        store.put(Reader(rules_only=True).read(Article("plain", TEXT, publisher="پیک روز", published=date(2020, 1, 1))))
    return make_app(path, token=TOKEN, rules_only=True, hosts=("*",))


@pytest.fixture(scope="module")
def ask_app(app: FastAPI) -> Iterator[Asker]:
    with closing(Asker(app)) as found:
        yield found


def point(case: Case) -> None:
    """Ask for the article that is there, of a text that can be read."""
    if "id" in (case.path_parameters or {}):
        case.path_parameters["id"] = "plain"
    if isinstance(case.query, dict) and isinstance(case.query.get("id"), str):
        case.query["id"] = "plain"
    if isinstance(case.body, dict):
        case.body |= {name: value for name, value in (("id", "plain"), ("text", TEXT)) if name in case.body}


def asked(ask: Asker, case: Case) -> Answer:
    """What is answered to a case; nothing is lost of what cannot stand in a request as it is."""
    told = case.as_transport_kwargs(base_url="http://testserver", headers={"X-Ravi-Token": TOKEN})
    request = requests.Request(**told).prepare()
    path, _, query = request.path_url.partition("?")
    body = request.body or b""
    assert isinstance(body, str | bytes)
    headers = {name.lower(): value for name, value in request.headers.items() if name.lower() != "accept-encoding"}
    told_as = [(name, value if isinstance(value, str) else value.decode("latin-1")) for name, value in headers.items()]
    return ask(
        str(request.method),
        path,
        query,
        body.encode("utf-8", "surrogatepass") if isinstance(body, str) else body,
        told_as,
    )


@pytest.mark.parametrize("mode", list(schemathesis.GenerationMode))
def test_web_api_answers_whatever_is_asked_without_an_error_of_the_server(
    app: FastAPI, ask_app: Asker, mode: schemathesis.GenerationMode
) -> None:
    schema = schemathesis.openapi.from_dict(app.openapi())
    for found in schema.get_all_operations():
        assert isinstance(found, Ok)
        strategy = found.ok().as_strategy(generation_mode=mode)

        @settings(
            max_examples=4,
            deadline=None,
            database=None,
            derandomize=True,
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(strategy)
        def ask(case: Case) -> None:
            for there in (False, True):
                if there:
                    point(case)
                answer = asked(ask_app, case)
                assert answer.status < 500, case.as_curl_command()
                if answer.status >= 400:
                    assert set(json.loads(answer.body)["error"]) == {"code", "message"}

        with suppress(Unsatisfiable):  # where every answer is allowed, none is against the description
            ask()


ADDRESSES = (
    "/search?q={}&speaker={}&days={}",
    "/people?name={}",
    "/timeline?name={}&month={}",
    "/events?name={}&outlet={}&days={}",
    "/terms?name={}",
    "/articles/{}?text={}",
    "/chain/{}?only={}",
    "/compare?id=plain&id={}",
    "/story/{}",
    "/export/search.csv?q={}",
    "/export/events.jsonl?name={}",
    "/{}?lang={}",
)


@settings(max_examples=15, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(ADDRESSES), st.one_of(st.text(max_size=12), st.sampled_from(["علی", "«", "*", "1395", "-"])))
def test_web_pages_answer_whatever_is_asked(ask_app: Asker, address: str, words: str) -> None:
    path, _, query = address.replace("{}", quote(words.encode("utf-8", "surrogatepass"))).partition("?")
    assert ask_app("GET", path, query).status < 500
    form = urlencode({"text": words or " ", "published": words}, errors="surrogatepass").encode()
    assert ask_app("POST", "/read", body=form, headers=FORM).status < 500
