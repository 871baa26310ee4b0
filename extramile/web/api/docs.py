"""The API's description, from its schema, in the shape that the page shows."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Property:
    name: str
    kind: str
    required: bool
    description: str


@dataclass(frozen=True, slots=True)
class Call:
    method: str
    path: str
    summary: str
    description: str
    parameters: list[Property] = field(default_factory=list)
    body: list[Property] = field(default_factory=list)
    example: str = ""


@dataclass(frozen=True, slots=True)
class Subject:
    name: str
    calls: list[Call]


def described(schema: Mapping[str, Any]) -> list[Subject]:
    """Calls by their first tag, in the order in which they were written."""
    subjects: dict[str, list[Call]] = {}
    for path, operations in schema["paths"].items():
        for method, operation in operations.items():
            call = _call(schema, path, method.upper(), operation)
            subjects.setdefault((operation.get("tags") or ["other"])[0], []).append(call)
    return [Subject(name=name, calls=calls) for name, calls in subjects.items()]


def _call(schema: Mapping[str, Any], path: str, method: str, operation: Mapping[str, Any]) -> Call:
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    model = _resolved(schema, body)
    example = model.get("example")
    return Call(
        method=method,
        path=path,
        summary=operation.get("summary", ""),
        description=operation.get("description", ""),
        parameters=[
            Property(
                name=one["name"],
                kind=_kind(schema, one.get("schema", {})),
                required=bool(one.get("required")),
                description=one.get("schema", {}).get("description", ""),
            )
            for one in operation.get("parameters", [])
        ],
        body=_properties(schema, model),
        example=json.dumps(example, indent=2, ensure_ascii=False) if example else "",
    )


def _resolved(schema: Mapping[str, Any], node: Mapping[str, Any]) -> Mapping[str, Any]:
    if "$ref" in node:
        return dict(schema["components"]["schemas"][node["$ref"].rpartition("/")[2]])
    for choice in ("anyOf", "oneOf", "allOf"):
        options = [one for one in node.get(choice, []) if one.get("type") != "null"]
        if options:
            return _resolved(schema, options[-1])
    return node


def _properties(
    schema: Mapping[str, Any], model: Mapping[str, Any], *, prefix: str = "", depth: int = 0
) -> list[Property]:
    required = set(model.get("required", []))
    found: list[Property] = []
    for name, node in model.get("properties", {}).items():
        kind = _kind(schema, node)
        found.append(
            Property(
                name=prefix + name,
                kind=kind,
                required=name in required,
                description=node.get("description", ""),
            )
        )
        inner = _resolved(schema, node)
        if inner.get("type") == "array":
            inner = _resolved(schema, inner.get("items", {}))
            found += _properties(schema, inner, prefix=f"{prefix}{name}[].", depth=depth + 1)
        elif depth < 3:
            found += _properties(schema, inner, prefix=f"{prefix}{name}.", depth=depth + 1)
    return found


def _kind(schema: Mapping[str, Any], node: Mapping[str, Any]) -> str:
    inner = _resolved(schema, node)
    kind = str(inner.get("format") or inner.get("type") or "any")
    return f"list of {_kind(schema, inner.get('items', {}))}" if kind == "array" else kind
