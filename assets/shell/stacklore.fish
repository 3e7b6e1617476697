# Alt-k inserts the ids of picked entries at the cursor of fish. Load it in ~/.config/fish/config.fish: source stacklore.fish
#
# The options of the picker are in STACKLORE_PICK, for example set STACKLORE_PICK --pick=url --height 12 discord github.
# (Ctrl-x copies the command line in fish, so it begins no longer key there.)

function __stacklore_pick
    set -l options $STACKLORE_PICK
    set -q options[1]; or set options --pick --height 40%
    set -l picked (stacklore $options)
    and commandline --insert -- (string join ' ' -- (string escape -- $picked))
    commandline --function repaint
end

if status is-interactive
    bind \ek __stacklore_pick
    bind --mode insert \ek __stacklore_pick
end
