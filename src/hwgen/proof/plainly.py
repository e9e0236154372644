"""Code as plain arithmetic: functions that are operators, shifts, lists that are counted, sums of listed terms, parts of divmod, listed terms that are reduced, functions called where they are defined."""

from __future__ import annotations

import ast
import copy

from hwgen.proof.canonical import Inlined

# Of `operator` and NumPy.
OPERATORS: dict[str, type[ast.operator]] = {
    "add": ast.Add, "sub": ast.Sub, "subtract": ast.Sub, "mul": ast.Mult, "multiply": ast.Mult, "truediv": ast.Div,
    "divide": ast.Div, "true_divide": ast.Div, "floordiv": ast.FloorDiv, "floor_divide": ast.FloorDiv, "mod": ast.Mod,
    "remainder": ast.Mod, "pow": ast.Pow, "power": ast.Pow,
}  # fmt: skip
OF_ALL: dict[str, type[ast.operator]] = {"sum": ast.Add, "prod": ast.Mult, "fsum": ast.Add}
# Sums of products of two lists.
PAIRED = frozenset(["dot", "inner", "vdot", "sumprod"])
DENIED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.GtE, ast.GtE: ast.Lt, ast.Gt: ast.LtE, ast.LtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip
OF_BOTH: tuple[type[ast.operator], ...] = (ast.FloorDiv, ast.Mod)


class Plainly(ast.NodeTransformer):
    """Rewrites a copy of a function."""

    def visit_AugAssign(self, node: ast.AugAssign) -> ast.AST:
        self.generic_visit(node)
        match node.target:
            case ast.Name(id=name):
                value = ast.BinOp(ast.Name(name, ast.Load()), node.op, node.value)
                return ast.copy_location(ast.Assign([node.target], ast.copy_location(value, node)), node)
        return node

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        self.generic_visit(node)
        match node:
            case ast.BinOp(left, ast.LShift() | ast.RShift() as way, by):
                power = ast.copy_location(ast.BinOp(ast.Constant(2), ast.Pow(), by), node)
                operator = ast.Mult() if isinstance(way, ast.LShift) else ast.FloorDiv()
                one = isinstance(left, ast.Constant) and left.value == 1 and isinstance(way, ast.LShift)
                return power if one else ast.copy_location(ast.BinOp(left, operator, power), node)
        return node

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.AST:
        self.generic_visit(node)
        match node:
            case ast.UnaryOp(ast.Not(), ast.Compare(left, [sign], [right])) if type(sign) in DENIED:
                return ast.copy_location(ast.Compare(left, [DENIED[type(sign)]()], [right]), node)
        return node

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        match node:
            case ast.Call(func=ast.Name(id="len"), args=[ast.ListComp(generators=generators)]):
                ones = ast.copy_location(ast.GeneratorExp(ast.Constant(1), generators), node)
                return ast.copy_location(ast.Call(ast.Name("sum", ast.Load()), [ones], []), node)
            case ast.Call(func=ast.Lambda(args=ast.arguments(args=parameters), body=body), args=given, keywords=[]) if (
                len(parameters) == len(given)
            ):
                names = {parameter.arg: value for parameter, value in zip(parameters, given, strict=True)}
                return Inlined(names).visit(copy.deepcopy(body))  # type: ignore[no-any-return]
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name), args=[left, right]) if name in OPERATORS:
                return ast.copy_location(ast.BinOp(left, OPERATORS[name](), right), node)
            case ast.Call(
                func=ast.Name(id=name) | ast.Attribute(attr=name), args=[ast.List() | ast.Tuple() as all]
            ) if name in OF_ALL and all.elts and not any(isinstance(term, ast.Starred) for term in all.elts):
                whole = all.elts[0]
                for term in all.elts[1:]:
                    whole = ast.copy_location(ast.BinOp(whole, OF_ALL[name](), term), node)
                return whole
            case ast.Call(
                func=ast.Name(id=name) | ast.Attribute(attr=name),
                args=[ast.List() | ast.Tuple() as one, ast.List() | ast.Tuple() as other],
            ) if name in PAIRED and len(one.elts) == len(other.elts) > 0:
                products = [ast.BinOp(a, ast.Mult(), b) for a, b in zip(one.elts, other.elts, strict=True)]
                whole = ast.copy_location(products[0], node)
                for term in (ast.copy_location(product, node) for product in products[1:]):
                    whole = ast.copy_location(ast.BinOp(whole, ast.Add(), term), node)
                return whole
            case ast.Call(
                func=ast.Name(id="reduce") | ast.Attribute(attr="reduce"),
                args=[step, ast.List() | ast.Tuple() as all, *start],
            ) if (terms := [*start, *all.elts]) and not any(isinstance(term, ast.Starred) for term in terms):
                whole = terms[0]
                for term in terms[1:]:
                    whole = self.visit(ast.copy_location(ast.Call(copy.deepcopy(step), [whole, term], []), node))
                return whole
        return node

    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        self.generic_visit(node)
        match node:
            case ast.Subscript(
                value=ast.Call(func=ast.Name(id="divmod"), args=[left, right]), slice=ast.Constant(value=int(which))
            ):
                return ast.copy_location(ast.BinOp(left, OF_BOTH[which % 2](), right), node)
        return node
