# tests/churn
