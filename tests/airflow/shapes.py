"""The functions a DAG file may hold: fixed texts, and a few shapes made of literals.

At the top of a file stand hooks, word for word as below. In a DAG's block stand tasks:
decisions, lists, checks. Each is a decorated function of assignments, `if` with a
`return` or `raise`, and these; in conditions: names, literals, comparisons, and calls
of a few functions. No source text is anything there but a literal.
"""

import ast
from collections.abc import Iterator

HOOKS = """
def keep_values(declared, context, result=None):
    \"\"\"Make XComs of the JSON object that a step left in /dev/termination-log.\"\"\"
    statuses = context["task"].remote_pod.status.container_statuses
    last_words = next(s.state.terminated.message for s in statuses if s.name == "base")
    values = json.loads(last_words or "null")
    if not isinstance(values, dict) or values.keys() != declared.keys():
        raise ValueError(f"expected an object with {[*declared]}, found {last_words!r}")
    for name, schema in declared.items():
        value = Param(values[name], **schema).resolve()
        context["ti"].xcom_push(key=name, value=value)


def end_in_time(deadline, context):
    \"\"\"Let no work go on after the run's deadline; what ends the run still may.\"\"\"
    left = context["dag_run"].start_date + deadline - timezone.utcnow()
    if left.total_seconds() <= 0:
        raise AirflowFailException("the run's deadline has passed")
    task = context["task"]
    for limit in ("execution_timeout", "response_timeout"):
        if hasattr(task, limit):
            setattr(task, limit, min(getattr(task, limit) or left, left))
"""
KNOWN_HOOKS = {ast.dump(node) for node in ast.parse(HOOKS).body}

DECORATORS = {"task", "task.branch", "task.short_circuit"}
DECORATOR_ARGUMENTS = {
    "task_id",
    "trigger_rule",
    "execution_timeout",
    "ignore_downstream_trigger_rules",
}
CONTEXT = {"ti", "params"}
FUNCTIONS = {"bool", "Decimal", "all", "any", "re.search", "timezone.parse"}
FAILURES = {"AirflowFailException", "AirflowSkipException"}

# Expressions that are no source text's but always the same.
FIXED = {
    "ti.dag_id",
    "[ti.run_id]",
    "set(states[ti.run_id].values()) != {'success'}",
    "[{'params': {'_item': item}} for item in items]",
    "next((one for one in given if one is not None))",
}


def is_hook(node: ast.FunctionDef) -> bool:
    """Tell whether a function is one of the fixed ones."""
    return ast.dump(node) in KNOWN_HOOKS


def problems(node: ast.FunctionDef) -> list[str]:
    """Return what is wrong with a function that is a task."""
    return list(Shape(node).check())


class Shape:
    """One function."""

    def __init__(self, node: ast.FunctionDef) -> None:
        """Remember the function."""
        self.node = node
        self.names: set[str] = set()

    def check(self) -> Iterator[str]:
        """Yield every problem."""
        node = self.node
        arguments = node.args
        self.names = {argument.arg for argument in arguments.args}
        if self.names - CONTEXT or ast.unparse(arguments) != ", ".join(
            argument.arg for argument in arguments.args
        ):
            yield f"arguments of {node.name}"
        if len(node.decorator_list) != 1 or not self.decorator(node.decorator_list[0]):
            yield f"decorator of {node.name}"
        if ast.get_docstring(node) is None:
            yield f"{node.name} has no docstring"
        for statement in node.body[1:]:
            yield from self.statement(statement)

    def decorator(self, node: ast.expr) -> bool:
        """Tell whether a decorator is one of ours."""
        match node:
            case ast.Call(func=function, args=[], keywords=keywords):
                return (
                    ast.unparse(function) in DECORATORS
                    and {argument.arg for argument in keywords} <= DECORATOR_ARGUMENTS
                    and all(
                        isinstance(argument.value, ast.Constant)
                        or ast.unparse(argument.value) == "timedelta(minutes=5)"
                        for argument in keywords
                    )
                )
        return False

    def statement(self, node: ast.stmt) -> Iterator[str]:
        """Yield what is wrong with a statement."""
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                yield from self.value(value)
                if name in CONTEXT:
                    yield f"{name} is Airflow's"
                self.names.add(name)
            case ast.If(test=test, body=[inner], orelse=[]):
                yield from self.value(test)
                yield from self.statement(inner)
            case ast.Return(value=value):
                yield from self.value(value)
            case ast.Raise(
                exc=ast.Call(func=ast.Name(id=name), args=args, keywords=[])
            ):
                if name not in FAILURES or len(args) > 1:
                    yield f"raise {name}"
                for argument in args:
                    if not is_message(argument):
                        yield f"message {ast.unparse(argument)}"
            case _:
                yield f"statement {type(node).__name__}"

    def value(self, node: ast.expr) -> Iterator[str]:
        """Yield what is wrong with an expression."""
        if ast.unparse(node) in FIXED:
            return
        match node:
            case ast.Constant() | ast.UnaryOp(op=ast.USub(), operand=ast.Constant()):
                pass
            case ast.Name(id=name) if name in self.names:
                pass
            case ast.List(elts=items) | ast.BoolOp(values=items):
                for item in items:
                    yield from self.value(item)
            case ast.UnaryOp(op=ast.Not(), operand=inner):
                yield from self.value(inner)
            case ast.Compare(left=left, ops=[operator], comparators=[right]):
                if not isinstance(operator, ast.cmpop) or isinstance(
                    operator, ast.Is | ast.IsNot
                ):
                    yield "comparison"
                yield from self.value(left)
                yield from self.value(right)
            case ast.Subscript(value=ast.Name(id="params"), slice=ast.Constant()):
                if "params" not in self.names:
                    yield "params"
            case ast.Call(
                func=ast.Attribute(
                    value=ast.Name(id="ti"), attr="xcom_pull" | "get_task_states"
                ),
                args=[],
                keywords=keywords,
            ):
                for argument in keywords:
                    yield from self.value(argument.value)
            case ast.Call(func=ast.Name(id="len"), args=[ast.Name(id="items")]):
                pass
            case ast.Call(func=function, args=args, keywords=[]) if (
                ast.unparse(function) in FUNCTIONS
            ):
                for argument in args:
                    yield from self.value(argument)
            case _:
                yield f"expression {ast.unparse(node)}"


def is_message(node: ast.expr) -> bool:
    """Tell whether an exception's message is a literal, or counts elements."""
    match node:
        case ast.Constant():
            return True
        case ast.JoinedStr(values=[ast.FormattedValue(value=value), ast.Constant()]):
            return ast.unparse(value) == "len(items)"
    return False
