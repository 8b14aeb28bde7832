"""Settings every test shares."""

from hypothesis import HealthCheck, settings

# The same examples every run; and a busy machine is not a finding: examples are bounded by number, not by time.
settings.register_profile("steady", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("steady")
