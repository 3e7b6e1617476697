//! A stack to begin with, and what is not written.

use super::import::Home;

#[test]
fn a_new_stack_has_the_name_that_was_given() {
    let home = Home::new();
    assert_eq!(home.run(&["new", "Mine.TOML"]).code, 0);
    assert!(home.text("Mine.TOML").contains("name = \"Mine\"") && !home.path("Mine.TOML.toml").exists());
    for name in ["nd/", "./nd//"] {
        std::fs::create_dir_all(home.path("nd")).expect("room");
        let run = home.run(&["new", name]);
        assert_eq!(run.code, 2);
        assert!(run.err.contains("is the name of a folder"), "{}", run.err);
        assert_eq!(std::fs::read_dir(home.path("nd")).expect("there").count(), 0);
    }
    let again = home.run(&["new", "Mine.TOML"]);
    assert_eq!(again.code, 2);
    assert!(again.err.contains("Mine.TOML: already exists\nhint: "), "{}", again.err);
}
