//! Which services are named, and that nothing is made without secrets.

use super::TARGET;
use crate::artifact::block;
use crate::targets::fixture::{emit, model, model_of};

const SPEC: &str = r#"
app "shop" { repository "github.com/formwork-cases/shop"; }
service "web" {
    source "services/web"
    runtime "node" version="22" manager="npm"
    run "node" "server.js"
    env { TOKEN secret="token"; }
}
service "api" {
    source "."
    runtime "node" version="22" manager="npm"
    run "node" "server.js"
    env { TOKEN secret="token"; }
}
service "site" {
    source "site"
    runtime "node" version="22" manager="npm"
    run "node" "server.js"
    env { COLOUR "red"; }
}
secret "token"
environment "development" platform="compose"
"#;

#[test]
fn services_with_secrets_have_their_file_ignored() {
    let files = emit(&TARGET, &model_of(SPEC));
    let about = "# Secrets that developers fill in, each as the .env.example beside it says.\n";
    let expected = block::between_marks(".gitignore", &format!("{about}/.env\n/services/web/.env\n"));
    assert_eq!(files[".gitignore"], expected);
    assert_eq!(files.len(), 1);
}

#[test]
fn without_secrets_there_is_no_block() {
    assert!(emit(&TARGET, &model()).is_empty());
}
