"""What the service counts, for Prometheus. One registry an app, so that several can live in a process."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

BUCKETS = (0.001, 0.002, 0.003, 0.005, 0.0075, 0.01, 0.02, 0.05, 0.1, 0.25, 1.0, 5.0)


class Metrics:
    """Counters of one process. With several workers each answers `/metrics` for itself."""

    def __init__(self) -> None:
        self._registry = all_of = CollectorRegistry(auto_describe=True)
        self._children: dict[tuple[str, int], tuple[Counter, Histogram]] = {}
        self.requests = Counter("gonggam_requests", "Answered requests.", ("route", "status"), registry=all_of)
        self.seconds = Histogram(
            "gonggam_request_seconds", "Time to answer.", ("route",), buckets=BUCKETS, registry=all_of
        )
        self.events = Counter(
            "gonggam_events", "Events: accepted, duplicates, not_stored.", ("shop", "outcome"), registry=all_of
        )
        self.lists = Counter("gonggam_lists", "Lists served, by strategy.", ("shop", "strategy"), registry=all_of)
        self.states = Counter("gonggam_states", "States of people: remembered or folded.", ("how",), registry=all_of)
        self.model_loads = Counter(
            "gonggam_model_loads", "Models: taken_up or refused.", ("shop", "outcome"), registry=all_of
        )
        self.model_problem = Gauge(
            "gonggam_model_problem", "1 while the newest model is refused.", ("shop",), registry=all_of
        )
        self.items = Gauge("gonggam_items", "Items in the catalogue.", ("shop",), registry=all_of)
        self.impressions_lost = Counter(
            "gonggam_impressions_lost", "Impressions that could not be written.", registry=all_of
        )

    def answered(self, route: str, status: int, seconds: float) -> None:
        """Count one answered request. `route` is the template, so no id becomes a label."""
        found = self._children.get((route, status))
        if found is None:
            found = (self.requests.labels(route, str(status)), self.seconds.labels(route))
            self._children[route, status] = found
        found[0].inc()
        found[1].observe(seconds)

    def text(self) -> bytes:
        """Everything in Prometheus' text format."""
        return generate_latest(self._registry)
