# Builds stacklore from the source of a release; packaging/manifests fills in the words between @ signs.
class Stacklore < Formula
  desc "Terminal explorer of technology stacks, with the page that proves each claim"
  homepage "@ADDRESS@"
  url "@ADDRESS@/releases/download/v@VERSION@/source.tar.gz"
  sha256 "@SHA256 source.tar.gz@"
  license any_of: ["MIT", "Apache-2.0"]

  depends_on "rust" => :build

  def install
    system "cargo", "install", *std_cargo_args
    system "packaging/prepare", bin/"stacklore"
    man1.install Dir["target/packaging/man/*.1"]
    bash_completion.install "target/packaging/completions/stacklore.bash" => "stacklore"
    zsh_completion.install "target/packaging/completions/_stacklore"
    fish_completion.install "target/packaging/completions/stacklore.fish"
  end

  test do
    assert_match "ScyllaDB", shell_output("#{bin}/stacklore show scylladb")
  end
end
