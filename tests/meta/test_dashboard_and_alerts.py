"""The dashboard and the alerts ask for metrics that exist, by labels that they have."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.metrics import Metrics

DOCS = Path(__file__).parents[2] / "docs"


def _alerts() -> list[dict[str, Any]]:
    (group,) = yaml.safe_load((DOCS / "alerts.yml").read_text())["groups"]
    rules: list[dict[str, Any]] = group["rules"]
    return rules


def _expressions() -> list[str]:
    panels = json.loads((DOCS / "grafana-dashboard.json").read_text())["panels"]
    asked = [target["expr"] for panel in panels for target in panel["targets"]]
    return asked + [rule["expr"] for rule in _alerts()]


def _known() -> dict[str, set[str]]:
    """Each sample's name, with its labels."""
    known: dict[str, set[str]] = {}
    for metric in vars(Metrics()).values():
        labels = set(getattr(metric, "_labelnames", ()))
        match getattr(metric, "_type", None):
            case "counter":
                known[f"{metric._name}_total"] = labels
            case "gauge":
                known[metric._name] = labels
            case "histogram":
                known[f"{metric._name}_bucket"] = labels | {"le"}
    return known


@pytest.mark.parametrize("expression", _expressions())
def test_every_metric_asked_for_exists(expression: str) -> None:
    """A panel that stays empty, or an alert that never comes, is worse than none."""
    known = _known()
    asked = re.findall(r"addleads_\w+", expression)
    assert set(asked) <= set(known)
    labels = set().union(*(known[name] for name in asked))
    by = {label.strip() for group in re.findall(r"by \(([^)]*)\)", expression) for label in group.split(",")}
    assert by <= labels
    assert {"state", "outcome", "status", "method"} & set(re.findall(r"(\w+)=~?", expression)) <= labels


def test_each_alert_says_how_urgent_it_is_and_what_it_means() -> None:
    """Three of them, each with a sentence for who is woken."""
    assert len(_alerts()) == 3
    for rule in _alerts():
        assert rule["labels"]["severity"] in {"page", "ticket"}
        assert rule["annotations"]["summary"]
        assert rule["annotations"]["description"].endswith(".")
