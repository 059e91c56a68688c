"""The fixed work that tells how quick a machine is."""

from benchmarks import yardstick


def test_the_work_is_always_the_same():
    assert yardstick.loop() == yardstick.loop()
    assert yardstick.hash_block(0) == yardstick.hash_block(1)


def test_a_speed_has_three_figures_and_a_clause():
    found = yardstick.speed(rounds=1)
    assert set(found) == {"python_loop_ms", "sha256_mib_s", "sha256_mib_s_all_cores"}
    assert all(value > 0 for value in found.values())
    assert f"{found['python_loop_ms']:.1f} ms" in yardstick.in_words(found)
