from gateway.accounts.tokens import new_token, token_digest


def test_tokens_are_256_bits_and_differ():
    tokens = {new_token() for _ in range(100)}
    assert len(tokens) == 100
    assert {len(token) for token in tokens} == {43}


def test_the_digest_takes_any_header_value():
    assert token_digest("\udcff") != token_digest("x")
    assert len(token_digest("")) == 64
