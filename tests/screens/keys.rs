//! Counts, chords, the palette, and keys of one's own.

use super::*;

#[test]
fn a_number_before_a_move_is_a_count_and_else_opens_the_source() {
    let mut player = Player::on(120, 40);
    player.press("+").write("gg").write("5j");
    let there = player.selected().to_owned();
    player.write("gg").write("jjjjj");
    assert_eq!(player.selected(), there);
    player.write("3k").write("jjj");
    assert_eq!(player.selected(), there);
    // The rows of a list are counted from 1.
    player.write("gg6gg");
    assert_eq!(player.selected(), there);
    player.write("gg6G");
    assert_eq!(player.selected(), there);
    assert_eq!(player.effects(), []);
}

#[test]
fn the_status_line_says_what_a_number_is_for() {
    for (width, height) in [(120, 40), (80, 24), (50, 15)] {
        let mut player = Player::on(width, height);
        player.press("3").sees("[3] opens  3j moves  Esc drops it").press("esc").misses("opens");
        player.press("1").press("2").sees("[12] opens  12j moves").wait();
        player.sees("there is no source [12] here");
        player.press("3").press("enter");
        assert!(player.opened().url.as_str().contains("supercharges-network-disks"));
        player.press("3").press("enter");
        assert!(player.opened().url.as_str().contains("supercharges-network-disks"));
    }
}

#[test]
fn another_key_opens_the_source_at_once_and_does_its_own_work() {
    let mut player = Player::on(120, 40);
    player.press("3").press("z").sees("zoomed");
    assert!(player.opened().url.as_str().contains("supercharges-network-disks"));
    // Where digits open nothing they are counts only, and wait for as long as it takes.
    player.timer = None;
    player.press("M").write("gg").timer = None;
    player.press("2").sees("2j moves").misses("opens");
    assert_eq!(player.timer, None);
    player.press("j").misses("2j moves").sees("3 of 20");
}
