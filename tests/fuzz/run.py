"""One run of schemathesis over the document that a host serves, and what it counted."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import schemathesis
from schemathesis.engine import events, from_schema

from tests.fuzz.known import kind_of, places_of_ids
from tests.fuzz.served import served
from tests.fuzz.witness import Witness

SEED = 20_260_711
OF_BROWSERS = "/api/v1/session/"  # takes cookies alone: the run's token is nobody there

# A document cannot say which country there is or which dates fit each other: what it lets pass may
# still be refused, by name. So that not all is refused, `never_done` tells what never went well.
SETTLED = ["2xx", "3xx", "400", "401", "403", "404", "409", "422", "429"]


@dataclass
class Figures:
    operations: int = 0
    cases: int = 0
    checks: Counter[str] = field(default_factory=Counter)
    asked: Counter[str] = field(
        default_factory=Counter
    )  # operation → how often, by whom the run is
    let_in: Counter[str] = field(default_factory=Counter)  # ... and was somebody to it
    done: set[str] = field(default_factory=set)
    never_done: set[str] = field(default_factory=set)
    failures: dict[str, list[str]] = field(default_factory=dict)

    def summary(self) -> list[str]:
        """One of each kind of failure, as short as can be acted upon."""
        return [f"{len(said)} x {title}\n{said[0][:1500]}" for title, said in self.failures.items()]

    @property
    def never_done_share(self) -> float:
        return len(self.never_done) / self.operations

    def shut_out(self) -> list[str]:
        """The operations that knew the run's own token less often than not: nothing was tried there."""
        return [
            f"{operation}: {self.let_in[operation]} of {cases} cases came in"
            for operation, cases in self.asked.items()
            if self.let_in[operation] * 2 < cases
        ]

    def line(self, name: str, witness: Witness) -> str:
        checks = ", ".join(f"{n} {name}" for name, n in sorted(self.checks.items()))
        return (
            f"{name}: seed {SEED}, {self.operations} operations, {self.cases} cases, "
            f"never done: {sorted(self.never_done)}, "
            f"{witness.statuses.total()} answers {dict(sorted(witness.statuses.items()))}; {checks}"
        )


@dataclass
class Fuzz:
    """`tokens`: name → secret; the first one asks, the others are played against it."""

    tokens: dict[str, str]
    folder: Path
    known: dict[str, list[str]] = field(default_factory=dict)  # kind of row → ids to try
    examples: int = 10
    steps: int = 6
    phases: tuple[str, ...] = ("examples", "coverage", "fuzzing", "stateful")

    @property
    def bearer(self) -> str:
        return f"Bearer {next(iter(self.tokens.values()))}"

    def over(self, witness: Witness) -> Figures:
        with served(witness) as url:
            schema = self._schema(url)
            figures = Figures(operations=schema.statistic.operations.selected)
            for event in from_schema(schema).execute():
                if isinstance(event, events.ScenarioFinished):
                    _count(event, figures, self.bearer)
                elif isinstance(event, events.NonFatalError):
                    figures.failures[f"{event.label}: {event.info.title}"] = [event.info.format()]
                elif isinstance(event, events.FatalError):
                    raise event.exception
        figures.never_done -= figures.done
        return figures

    def _schema(self, url: str) -> Any:
        place, bearer = f"{url}/api/v1/schema/", {"Authorization": self.bearer}
        read = partial(schemathesis.openapi.from_url, place, headers=bearer)
        document = read(config=schemathesis.Config()).raw_schema
        return read(config=schemathesis.Config.from_dict(self._settings(url, document)))

    def _settings(self, url: str, document: dict[str, Any]) -> dict[str, Any]:
        phases: dict[str, Any] = {
            name: {"enabled": name in self.phases}
            for name in ("examples", "coverage", "fuzzing", "stateful")
        }
        phases["examples"]["fill-missing"] = True
        phases["stateful"] |= {"max-steps": self.steps}
        made: dict[str, Any] = {
            "base-url": url,
            "seed": SEED,
            "workers": 1,
            "continue-on-failure": True,
            "suppress-health-check": ["all"],
            "phases": phases,
            "generation": {"deterministic": True, "max-examples": self.examples, "no-shrink": True},
            "checks": {"positive_data_acceptance": {"expected-statuses": SETTLED}},
            "auth": {"wfc": {"path": str(self._people()), "user": next(iter(self.tokens))}},
            "cache": {"enabled": False},
            "output": {"sanitization": {"enabled": False}},
            "operations": [{"include-path": OF_BROWSERS, "enabled": False}],
        }
        if len(self.tokens) > 1:
            made["auth"]["wfc"]["peers"] = list(self.tokens)
        pools = {kind: ids for kind, ids in self.known.items() if ids}
        if pools:
            pools |= {"any": [key for ids in pools.values() for key in ids]}
            made["dictionaries"] = {kind: {"values": ids} for kind, ids in pools.items()}
            made["operations"] += [
                {"include-path": path, "parameters": _taken_from(pools, path, places)}
                for path, places in places_of_ids(document).items()
            ]
        return made

    def _people(self) -> Path:
        people = [
            {"name": name, "fixedHeaders": [{"name": "Authorization", "value": f"Bearer {token}"}]}
            for name, token in self.tokens.items()
        ]
        file = self.folder / "people.json"
        file.write_text(json.dumps({"auth": people}))
        return file


def _taken_from(pools: dict[str, list[str]], path: str, places: list[str]) -> dict[str, Any]:
    return {
        place: {"dictionary": kind_of(path, place, pools) or "any", "probability": 0.8}
        for place in places
    }


def _count(event: events.ScenarioFinished, figures: Figures, bearer: str) -> None:
    recorder = event.recorder
    figures.cases += len(recorder.cases)
    for case_id, case in recorder.cases.items():
        operation = case.value.operation.label
        figures.never_done.add(operation)
        answer = recorder.find_response(case_id=case_id)
        if answer is None:
            continue
        if answer.status_code < 300:
            figures.done.add(operation)
        if answer.request.headers.get("Authorization") == bearer:
            figures.asked[operation] += 1
            figures.let_in[operation] += answer.status_code != 401
    for case_id, checks in recorder.checks.items():
        for check in checks:
            figures.checks[check.name] += 1
            if check.failure_info is not None:
                said = recorder.find_response(case_id=case_id)
                operation = recorder.cases[case_id].value.operation.label
                title = f"{check.name}: {operation}: {check.failure_info.failure.title}"
                figures.failures.setdefault(title, []).append(
                    f"{check.failure_info.failure.message}\n{check.failure_info.code_sample}\n"
                    f"answered {said.status_code}: {said.text[:300]}"
                    if said
                    else ""
                )
