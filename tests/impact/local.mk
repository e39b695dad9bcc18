# tests/impact
