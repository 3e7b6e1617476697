# Ctrl-x p inserts the ids of picked entries at the cursor of zsh. Load it in ~/.zshrc: source stacklore.zsh
#
# The options of the picker are in STACKLORE_PICK, for example STACKLORE_PICK=(--pick=url --height 12 discord github).
# Another key is the first word after -M … in the last lines, as `man zshzle` explains.

__stacklore_pick() {
    # In quotes, a parameter that is not set would be one empty option.
    local -a options=(${STACKLORE_PICK[@]})
    ((${#options})) || options=(--pick --height 40%)
    local picked
    # The editor of zsh has taken the standard input of its widgets.
    picked=$(stacklore "${options[@]}" </dev/tty)
    local code=$?
    zle reset-prompt
    ((code == 0)) || return 0
    local -a lines=("${(@f)picked}")
    LBUFFER+=${(j: :)${(q)lines}}
}

if [[ -o interactive ]]; then
    zle -N __stacklore_pick
    bindkey -M emacs '^Xp' __stacklore_pick
    bindkey -M viins '^Xp' __stacklore_pick
    bindkey -M vicmd '^Xp' __stacklore_pick
fi
