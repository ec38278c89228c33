"""The changes a mutant can have. Each operator yields what a node could be replaced by."""

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass

_BINARY: dict[type[ast.operator], tuple[type[ast.operator], ...]] = {
    ast.Add: (ast.Sub, ast.Mult), ast.Sub: (ast.Add,), ast.Mult: (ast.Div, ast.Add, ast.MatMult),
    ast.Div: (ast.Mult, ast.FloorDiv), ast.MatMult: (ast.Mult,), ast.Pow: (ast.Mult,), ast.FloorDiv: (ast.Div,),
    ast.Mod: (ast.FloorDiv,), ast.BitAnd: (ast.BitOr,), ast.BitOr: (ast.BitAnd,),
}  # fmt: skip
_COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.Gt), ast.LtE: (ast.Lt, ast.Gt), ast.Gt: (ast.GtE, ast.Lt), ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq, ast.GtE), ast.NotEq: (ast.Eq,), ast.Is: (ast.IsNot,), ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,), ast.NotIn: (ast.In,),
}  # fmt: skip
_COMMUTES = (ast.Add, ast.Mult, ast.BitAnd, ast.BitOr)
_PAIRS = (
    ("sum", "mean"), ("max", "min"), ("argmax", "argmin"), ("maximum", "minimum"), ("exp", "log"), ("sqrt", "square"),
    ("zeros", "ones"), ("zeros_like", "ones_like"), ("std", "var"), ("any", "all"), ("tanh", "sin"),
    ("abs", "negative"),
    ("standard_normal", "random"), ("randn", "rand"), ("train", "eval"), ("sigmoid", "tanh"), ("relu", "abs"),
)  # fmt: skip
_PARTNER = {**dict(_PAIRS), **{b: a for a, b in _PAIRS}}
_ARRAY_METHODS = ("copy", "astype", "item", "detach", "clone", "reshape", "ravel", "squeeze", "tolist")


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A node in its place, the statement around it, and the local names of its function."""

    node: ast.AST
    parent: ast.AST
    field: str
    index: int | None
    statement: ast.AST
    names: tuple[str, ...]

    def put(self, node: ast.AST) -> None:
        """Set what stands in this place."""
        if self.index is None:
            setattr(self.parent, self.field, node)
        else:
            getattr(self.parent, self.field)[self.index] = node


Operator = Callable[[Site], Iterator[ast.AST]]


def arithmetic(site: Site) -> Iterator[ast.AST]:
    """Put another operator between two operands."""
    node = site.node
    if isinstance(node, ast.BinOp):
        for other in _BINARY.get(type(node.op), ()):
            yield ast.BinOp(node.left, other(), node.right)
    if isinstance(node, ast.AugAssign):
        for other in _BINARY.get(type(node.op), ()):
            yield ast.AugAssign(node.target, other(), node.value)


def operand(site: Site) -> Iterator[ast.AST]:
    """Take one operand alone, or exchange both."""
    node = site.node
    if isinstance(node, ast.BinOp):
        yield node.left
        yield node.right
        if not isinstance(node.op, _COMMUTES):
            yield ast.BinOp(node.right, node.op, node.left)


def comparison(site: Site) -> Iterator[ast.AST]:
    """Compare otherwise: the limit in or out, or the other way round."""
    node = site.node
    if isinstance(node, ast.Compare):
        for other in _COMPARISONS[type(node.ops[0])]:
            yield ast.Compare(node.left, [other(), *node.ops[1:]], node.comparators)


def constant(site: Site) -> Iterator[ast.AST]:
    """Take another number: one more, one less, twice, turned; the other truth value."""
    node = site.node
    if not isinstance(node, ast.Constant) or isinstance(site.parent, ast.JoinedStr):
        return
    if isinstance(node.value, bool):
        yield ast.Constant(not node.value)
    elif isinstance(node.value, int):
        others = {node.value + 1, node.value - 1, -node.value} - {node.value}
        yield from (ast.Constant(value) for value in sorted(others))
    elif isinstance(node.value, float):
        others_f = {node.value + 1.0, node.value * 2.0, -node.value, node.value / 10.0} - {node.value}
        yield from (ast.Constant(value) for value in sorted(others_f))


def sign(site: Site) -> Iterator[ast.AST]:
    """Drop a minus, or add one."""
    node = site.node
    if isinstance(node, ast.UnaryOp):
        yield node.operand
    elif isinstance(node, (ast.BinOp, ast.Call)) and isinstance(
        site.parent, (ast.Return, ast.Assign, ast.AugAssign)
    ):
        yield ast.UnaryOp(ast.USub(), node)


def condition(site: Site) -> Iterator[ast.AST]:
    """Turn a condition round, or decide it beforehand; take one arm of a choice."""
    node = site.node
    if isinstance(node, ast.IfExp):
        yield node.body
        yield node.orelse
    elif isinstance(node, ast.BoolOp):
        other = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        yield ast.BoolOp(other, node.values)
        yield from node.values
    elif site.field == "test":
        yield ast.UnaryOp(ast.Not(), node)  # type: ignore[arg-type]
        yield ast.Constant(value=False)
        if not isinstance(site.parent, ast.While):
            yield ast.Constant(value=True)


def statement_removed(site: Site) -> Iterator[ast.AST]:
    """Leave a statement out."""
    if isinstance(
        site.node, (ast.Assign, ast.AugAssign, ast.AnnAssign, ast.Expr, ast.For, ast.If, ast.Raise, ast.With)
    ):
        yield ast.Pass()


def returned(site: Site) -> Iterator[ast.AST]:
    """Return nothing; drop the last of several results, or exchange two."""
    node = site.node
    if isinstance(node, ast.Return) and node.value is not None:
        yield ast.Return(None)
    if isinstance(node, (ast.Tuple, ast.List)):
        for index in range(len(node.elts) - 1):
            swapped = [*node.elts]
            swapped[index], swapped[index + 1] = swapped[index + 1], swapped[index]
            yield type(node)(swapped, node.ctx)
        if isinstance(node.ctx, ast.Load) and node.elts:
            yield type(node)(node.elts[:-1], node.ctx)


def filling(site: Site) -> Iterator[ast.AST]:
    """Bind a name anew where an array was to be filled; assign where there was an addition."""
    node = site.node
    if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Subscript):
        yield ast.Assign([_store(node.targets[0].value)], node.value, lineno=0)
    if isinstance(node, ast.AugAssign):
        yield ast.Assign([node.target], node.value, lineno=0)
        load = ast.parse(ast.unparse(node.target), mode="eval").body
        yield ast.Assign([node.target], ast.BinOp(load, node.op, node.value), lineno=0)
        if isinstance(node.target, ast.Subscript):
            yield ast.AugAssign(_store(node.target.value), node.op, node.value)  # type: ignore[arg-type]


def _store(node: ast.expr) -> ast.expr:
    fresh = ast.parse(ast.unparse(node), mode="eval").body
    if isinstance(fresh, (ast.Name, ast.Attribute, ast.Subscript)):
        fresh.ctx = ast.Store()
    return fresh


def keyword(site: Site) -> Iterator[ast.AST]:
    """Leave a keyword argument out (axis, keepdims, dtype …), or take another axis."""
    node = site.node
    if isinstance(node, ast.Call):
        for index, given in enumerate(node.keywords):
            yield ast.Call(node.func, node.args, node.keywords[:index] + node.keywords[index + 1 :])
            if given.arg == "axis":
                for value in (None, 0, 1):
                    changed = ast.keyword("axis", ast.Constant(value))
                    yield ast.Call(
                        node.func, node.args, [*node.keywords[:index], changed, *node.keywords[index + 1 :]]
                    )


def call(site: Site) -> Iterator[ast.AST]:
    """Leave a call out, call its partner instead, or exchange two arguments."""
    node = site.node
    if not isinstance(node, ast.Call):
        return
    if isinstance(node.func, ast.Attribute) and node.func.attr in _ARRAY_METHODS:
        yield node.func.value
    elif node.args and not isinstance(node.args[0], ast.Starred):
        yield node.args[0]
    if isinstance(node.func, ast.Attribute) and node.func.attr in _PARTNER:
        other = ast.Attribute(node.func.value, _PARTNER[node.func.attr], ast.Load())
        yield ast.Call(other, node.args, node.keywords)
    for index in range(len(node.args) - 1):
        swapped = [*node.args]
        swapped[index], swapped[index + 1] = swapped[index + 1], swapped[index]
        yield ast.Call(node.func, swapped, node.keywords)


def transpose(site: Site) -> Iterator[ast.AST]:
    """Drop a transpose, or add one to an operand of a matrix product."""
    node = site.node
    if isinstance(node, ast.Attribute) and node.attr == "T":
        yield node.value
    elif (
        isinstance(node, ast.expr)
        and isinstance(site.parent, ast.BinOp)
        and isinstance(site.parent.op, ast.MatMult)
    ):
        yield ast.Attribute(node, "T", ast.Load())


def slicing(site: Site) -> Iterator[ast.AST]:
    """Take a slice without its beginning or end; leave an index out."""
    node = site.node
    if isinstance(node, ast.Slice):
        if node.lower is not None:
            yield ast.Slice(None, node.upper, node.step)
        if node.upper is not None:
            yield ast.Slice(node.lower, None, node.step)
    elif isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load):
        yield node.value


def loop(site: Site) -> Iterator[ast.AST]:
    """End a loop after its first round, or begin it with the second."""
    node = site.node
    if isinstance(node, (ast.For, ast.While)):
        body = [*node.body, ast.Break()]
        if isinstance(node, ast.For):
            yield ast.For(node.target, node.iter, body, node.orelse, lineno=0)
            later = ast.parse(f"list({ast.unparse(node.iter)})[1:]", mode="eval").body
            yield ast.For(node.target, later, node.body, node.orelse, lineno=0)
        else:
            yield ast.While(node.test, body, node.orelse)


def variable(site: Site) -> Iterator[ast.AST]:
    """Take another local name, the next one."""
    node = site.node
    if (
        isinstance(node, ast.Name)
        and isinstance(node.ctx, ast.Load)
        and node.id in site.names
        and len(site.names) > 1
    ):
        place = site.names.index(node.id)
        yield ast.Name(site.names[(place + 1) % len(site.names)], ast.Load())


OPERATORS: dict[str, Operator] = {
    operator.__name__: operator
    for operator in (
        arithmetic, operand, comparison, constant, sign, condition, statement_removed, returned, filling, keyword,
        call, transpose, slicing, loop, variable,
    )
}  # fmt: skip
