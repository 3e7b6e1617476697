# Ctrl-x p inserts the ids of picked entries at the cursor of bash. Load it in ~/.bashrc: source stacklore.bash
#
# The options of the picker are in STACKLORE_PICK, for example STACKLORE_PICK=(--pick=url --height 12 discord github).
# Another key is the text between the quotes in the last line, as `help bind` explains.

__stacklore_pick() {
    local options=("${STACKLORE_PICK[@]}") picked word text=
    ((${#options[@]})) || options=(--pick --height 40%)
    picked=$(stacklore "${options[@]}") || return
    while IFS= read -r word; do
        text+="${text:+ }$(printf '%q' "$word")"
    done <<<"$picked"
    READLINE_LINE="${READLINE_LINE:0:READLINE_POINT}$text${READLINE_LINE:READLINE_POINT}"
    READLINE_POINT=$((READLINE_POINT + ${#text}))
}

[[ $- != *i* ]] || bind -x '"\C-xp": __stacklore_pick'
