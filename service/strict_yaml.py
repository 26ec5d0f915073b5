"""YAML as the clinical content needs it: nothing is guessed and nothing is silently dropped.

Plain YAML 1.1 turns ``no`` into false and ``2026-01-02`` into a date, and lets a second key of the same name
win without a word.  Here a duplicate key, an implicit boolean, null, date or number is an error that names the
file, the line and the key; a number is written in quotes, as the text a reviewer signed.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import TypeAdapter, ValidationError
from yaml import ScalarNode

from service.errors import KnowledgeError

_IMPLICIT = {
    "tag:yaml.org,2002:bool": "a true/false value (write `present`, `absent`, or quote the word)",
    "tag:yaml.org,2002:timestamp": "a date (quote it)",
    "tag:yaml.org,2002:int": "a number (quote it)",
    "tag:yaml.org,2002:float": "a number (quote it)",
    "tag:yaml.org,2002:null": "an empty value (leave the key out)",
}
_TEXT = yaml.resolver.BaseResolver.DEFAULT_SCALAR_TAG
_PLAIN: dict[str, list[tuple[str, re.Pattern[str]]]] = yaml.SafeLoader.yaml_implicit_resolvers
"""What is not text although it is written without quotes, by its first character: pairs of a tag and its form."""
_SPELT_BOOLEAN = re.compile(r"^(true|false)$")


class _Fault(Exception):
    """What is wrong and on which line; the file is added by :func:`read_yaml`."""


class _StrictLoader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """PyYAML's own, with short ways for text and for files that resolve nothing by its path: the service reads half a
    megabyte of YAML at its start."""

    def resolve(self, kind: type[yaml.Node], value: str, implicit: tuple[bool, bool]) -> str:
        """The tag of a node that carries none: by what a plain scalar looks like, else by its kind."""
        if kind is not ScalarNode:
            return str(super().resolve(kind, value, implicit))
        if implicit[0]:
            for tag, form in _PLAIN.get(value[:1], ()):
                if form.match(value):
                    return tag
        return _TEXT

    def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:
        """What a node holds; text is neither recursive nor worth remembering for an alias."""
        if node.tag == _TEXT and isinstance(node, ScalarNode):
            return node.value
        return super().construct_object(node, deep)


def _mapping(loader: _StrictLoader, node: yaml.MappingNode) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key_node, value_node in node.value:
        key = loader.construct_object(key_node, deep=True)
        if not isinstance(key, str):
            raise _Fault(f"line {key_node.start_mark.line + 1}: key {key_node.value!r} is not text")
        if key in found:
            raise _Fault(f"line {key_node.start_mark.line + 1}: key {key!r} occurs twice")
        found[key] = loader.construct_object(value_node, deep=True)
    return found


def _scalar(loader: _StrictLoader, node: ScalarNode) -> Any:
    kind = _IMPLICIT.get(node.tag)
    if kind and node.tag.endswith("bool") and _SPELT_BOOLEAN.match(node.value):
        return node.value == "true"
    if kind:
        raise _Fault(f"line {node.start_mark.line + 1}: {node.value!r} would be read as {kind}")
    return loader.construct_scalar(node)


_StrictLoader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)
for _tag in _IMPLICIT:
    _StrictLoader.add_constructor(_tag, _scalar)


def read_yaml(path: Path) -> Any:
    """The content of one YAML file; raises :class:`KnowledgeError` naming the file, the line and the fault."""
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=_StrictLoader)  # noqa: S506 - a SafeLoader subclass
    except _Fault as fault:
        raise KnowledgeError(f"{path.name}, {fault}.", expression=path.name) from None
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f", line {mark.line + 1}" if mark else ""
        raise KnowledgeError(f"{path.name}{where}: not readable as YAML.", expression=path.name) from None


def read_as(shape: Any, path: Path) -> Any:
    """One file in its shape: a pydantic model, or a type made of models such as ``dict[str, Threshold]``.

    Raises :class:`KnowledgeError` that names the file, and every key with what is wrong with it.
    """
    if not path.exists():
        raise KnowledgeError(f"{path.name} is missing in {path.parent}.", expression=path.name)
    try:
        return _adapter(shape).validate_python(read_yaml(path))
    except ValidationError as error:
        faults = error.errors(include_input=False, include_url=False)
        told = "; ".join(f"{'.'.join(map(str, fault['loc'])) or 'as a whole'}: {fault['msg']}" for fault in faults)
        raise KnowledgeError(f"{path.name}: {told}.", expression=path.name) from None


@cache
def _adapter(shape: Any) -> TypeAdapter[Any]:
    """Some shapes have a dozen files."""
    return TypeAdapter(shape)
