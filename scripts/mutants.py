"""The mutants of a module: its code with one thing changed."""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import CodeType
from typing import Any

__all__ = ["Mutant", "mutants"]


@dataclass(frozen=True)
class Mutant:
    """A changed module.

    Attributes:
        file: The module, from the root of the project.
        lines: The lines of what was changed.
        on_import: Whether it stands outside of functions, so that it works when the module is imported.
        name: The function that it is in, and what was changed into what.
        code: The module.
    """

    file: str
    lines: tuple[int, ...]
    on_import: bool
    name: str
    code: CodeType


_COMPARED: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE), ast.LtE: (ast.Lt, ast.Gt), ast.Gt: (ast.GtE, ast.LtE), ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,), ast.NotEq: (ast.Eq,), ast.In: (ast.NotIn,), ast.NotIn: (ast.In,), ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
}  # fmt: skip
_OPERATORS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.FloorDiv: ast.Mult, ast.Mod: ast.Mult,
    ast.Pow: ast.Mult, ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd,
}  # fmt: skip
_CALLED = {
    "min": "max",
    "max": "min",
    "any": "all",
    "all": "any",
    "isna": "notna",
    "notna": "isna",
    "eq": "ne",
    "ne": "eq",
}
_NOT_CHANGED = {"strict"}  # of zip: says what is so anyway


def mutants(root: Path, file: str) -> list[Mutant]:
    """All mutants of a file, in its order."""
    tree = ast.parse((root / file).read_text(encoding="utf-8"))
    return sorted(_of(tree, tree, file, str(root / file)), key=lambda mutant: mutant.lines[0])


def _of(
    tree: ast.Module, above: ast.AST, file: str, path: str, inside: tuple[str, ...] = (), *, on_import: bool = True
) -> Iterator[Mutant]:
    """The mutants below a node."""
    for field, value in ast.iter_fields(above):
        if _is_left_alone(above, field):
            continue
        for at, node in enumerate(value) if isinstance(value, list) else [(None, value)]:
            if not isinstance(node, ast.AST) or _is_no_code(node):
                continue
            for other in _changed(node, above):
                _put(above, field, at, other)
                compiled = compile(ast.fix_missing_locations(tree), path, "exec", dont_inherit=True)
                _put(above, field, at, node)
                place: Any = getattr(node, "test", getattr(node, "iter", node))  # of a condition or loop not its body
                lines = tuple(range(place.lineno, place.end_lineno + 1))
                name = f"{'.'.join(inside) or Path(file).stem}: {_shown(node)} -> {_shown(other)}"
                yield Mutant(file, lines, on_import, name, compiled)
            within = (*inside, node.name) if isinstance(node, ast.FunctionDef | ast.ClassDef) else inside
            later = isinstance(node, ast.FunctionDef | ast.Lambda)
            yield from _of(tree, node, file, path, within, on_import=on_import and not later)


def _put(above: ast.AST, field: str, at: int | None, node: ast.AST) -> None:
    if at is None:
        setattr(above, field, node)
    else:
        getattr(above, field)[at] = node


def _shown(node: ast.AST) -> str:
    text = ast.unparse(node)
    return " ".join(text.split()) if len(text) < 160 else " ".join(text.split())[:159] + "…"  # noqa: PLR2004


def _is_left_alone(above: ast.AST, field: str) -> bool:
    """Types, decorators, messages of errors, and what a keyword argument of no consequence says."""
    return (
        field
        in {
            "annotation",
            "returns",
            "decorator_list",
            "bases",
            "ctx",
            "op",
            "ops",
            "args" if isinstance(above, ast.FunctionDef) else "",
        }
        or isinstance(above, ast.Raise | ast.JoinedStr | ast.FormattedValue)
        or (isinstance(above, ast.keyword) and above.arg in _NOT_CHANGED)
    )


def _is_no_code(node: ast.AST) -> bool:
    """Docstrings, lists of what a module offers, and what only the checker of types reads."""
    return (
        (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))
        or (isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__")
        or (isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING")
        or isinstance(node, ast.Raise | ast.Assert | ast.Import | ast.ImportFrom)
        or (isinstance(node, ast.AnnAssign) and node.value is None)
    )


def _changed(node: ast.AST, above: ast.AST) -> Iterator[ast.AST]:  # noqa: C901, PLR0912 - a case for each kind of node
    """What a node can become."""
    match node:
        case ast.Compare(ops=[op]):
            for kind in _COMPARED.get(type(op), ()):
                yield _with(node, ops=[kind()])
        case ast.BinOp(op=op) if type(op) in _OPERATORS and not _is_text(node):
            yield _with(node, op=_OPERATORS[type(op)]())
        case ast.AugAssign(op=op) if type(op) in _OPERATORS:
            yield _with(node, op=_OPERATORS[type(op)]())
        case ast.BoolOp(op=op):
            yield _with(node, op=ast.And() if isinstance(op, ast.Or) else ast.Or())
        case ast.UnaryOp(operand=operand) if not isinstance(operand, ast.Constant):
            yield operand
        case ast.Constant(value=bool() as value):
            yield _with(node, value=not value)
        case ast.Constant(value=int() | float() as value):
            yield _with(node, value=value + 1)
        case ast.Call():
            yield from _called(node)
        case ast.Slice(lower=lower, upper=upper):
            for name, end in (("lower", lower), ("upper", upper)):
                if end is not None:
                    yield _with(node, **{name: None})
        case ast.Return(value=value) if value is not None and not isinstance(value, ast.Constant):
            yield _with(node, value=ast.Constant(None))
        case ast.If(test=test) | ast.IfExp(test=test) | ast.While(test=test) if not isinstance(test, ast.Compare):
            yield _with(node, test=ast.UnaryOp(ast.Not(), test))
        case ast.comprehension(ifs=[_, *_]):
            yield ast.copy_location(_with(node, ifs=[]), node.ifs[0])
        case ast.List(elts=[_, _, *_]) | ast.Set(elts=[_, _, *_]) | ast.Tuple(elts=[_, _, *_], ctx=ast.Load()):
            if not isinstance(above, ast.Subscript | ast.Tuple | ast.Return):
                for at in range(len(node.elts)):
                    yield _with(node, elts=[*node.elts[:at], *node.elts[at + 1 :]])
        case ast.Expr(value=ast.Call()) | ast.Break():
            yield ast.copy_location(ast.Pass(), node)
        case ast.Continue():
            yield ast.copy_location(ast.Break(), node)


def _called(node: ast.Call) -> Iterator[ast.AST]:
    """Calls of the opposite, and with the first two arguments in the other order."""
    match node.func:
        case ast.Name(id=name) if name in _CALLED:
            yield _with(node, func=ast.Name(_CALLED[name], ast.Load()))
        case ast.Attribute(attr=name) if name in _CALLED:
            yield _with(node, func=_with(node.func, attr=_CALLED[name]))
    plain = [arg for arg in node.args if not isinstance(arg, ast.Starred)]
    symmetric = isinstance(node.func, ast.Name) and node.func.id in {"min", "max", "zip", "isinstance"}
    if len(plain) == len(node.args) > 1 and not symmetric and ast.dump(plain[0]) != ast.dump(plain[1]):
        yield _with(node, args=[plain[1], plain[0], *plain[2:]])


def _is_text(node: ast.BinOp) -> bool:
    return any(
        isinstance(each, ast.JoinedStr) or isinstance(getattr(each, "value", 0), str)
        for each in (node.left, node.right)
    )


def _with(node: Any, **fields: Any) -> Any:
    other = copy.copy(node)
    for name, value in fields.items():
        setattr(other, name, value)
    return other
