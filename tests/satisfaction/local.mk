# tests/satisfaction
