"""Settings every test shares."""

from hypothesis import HealthCheck, settings

# A busy machine is not a finding: examples are bounded by number, never judged by time.
settings.register_profile("steady", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("steady")
