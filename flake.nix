{
  description = "A terminal explorer of technology stacks: what a service runs on, since when, and the page that proves it";

  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixpkgs-unstable";

  outputs =
    { self, nixpkgs }:
    let
      systems = [
        "aarch64-darwin"
        "aarch64-linux"
        "x86_64-darwin"
        "x86_64-linux"
      ];
      each = make: nixpkgs.lib.genAttrs systems (system: make nixpkgs.legacyPackages.${system});
      manifest = (nixpkgs.lib.importTOML ./Cargo.toml).package;
    in
    {
      packages = each (pkgs: {
        default = pkgs.rustPlatform.buildRustPackage {
          pname = manifest.name;
          inherit (manifest) version;
          src = self;
          cargoLock.lockFile = ./Cargo.lock;
          nativeBuildInputs = [ pkgs.installShellFiles ];
          # The tests want terminals, shells and a browser; CI runs them.
          doCheck = false;
          postInstall = ''
            bash packaging/prepare "$out/bin/stacklore"
            installManPage target/packaging/man/*.1
            installShellCompletion --cmd stacklore \
              --bash target/packaging/completions/stacklore.bash \
              --zsh target/packaging/completions/_stacklore \
              --fish target/packaging/completions/stacklore.fish
          '';
          meta = {
            inherit (manifest) description;
            homepage = manifest.repository;
            license = with nixpkgs.lib.licenses; [
              mit
              asl20
            ];
            mainProgram = "stacklore";
          };
        };
      });

      devShells = each (pkgs: {
        default = pkgs.mkShell {
          packages = with pkgs; [
            cargo
            clippy
            rustc
            rustfmt
          ];
        };
      });
    };
}
