def end_in_time(deadline, context):
    """Let no work go on after the run's deadline; what ends the run still may."""
    left = context["dag_run"].start_date + deadline - timezone.utcnow()
    if left.total_seconds() <= 0:
        raise AirflowFailException("the run's deadline has passed")
    task = context["task"]
    for limit in ("execution_timeout", "response_timeout"):
        if hasattr(task, limit):
            setattr(task, limit, min(getattr(task, limit) or left, left))
