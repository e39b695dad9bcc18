# tests/metric
