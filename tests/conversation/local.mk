# tests/conversation
