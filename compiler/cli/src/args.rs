//! What can be said on the command line.

use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use formwork_core::types::RepoPath;
use std::ops::RangeInclusive;
use std::path::PathBuf;
use std::str::FromStr;

/// One typed spec in, a reviewed plan and an application's infrastructure out.
#[derive(Parser, Debug)]
#[command(name = "formwork", version, max_term_width = 80, disable_help_subcommand = true)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
    #[command(flatten)]
    pub(crate) global: Global,
}

#[derive(Args, Debug)]
pub(crate) struct Global {
    /// Work in this directory instead of the current one
    #[arg(short = 'C', value_name = "DIR", global = true)]
    pub(crate) directory: Option<PathBuf>,
    /// When to use colours; NO_COLOR is honoured
    #[arg(long, value_name = "WHEN", default_value = "auto", global = true)]
    pub(crate) color: ColourChoice,
    /// Say only what was asked for: no warnings, no summary
    #[arg(short, long, global = true)]
    pub(crate) quiet: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub(crate) enum ColourChoice {
    Auto,
    Always,
    Never,
}

#[derive(Subcommand, Debug)]
pub(crate) enum Command {
    /// Read the spec and say what is wrong with it
    Check(Check),
    /// Show what an apply would change; write nothing
    Plan(Plan),
    /// Write what the spec says: all of it or nothing
    Apply(Apply),
    /// Give a file that was edited by hand, released, or not made by Formwork to the spec
    Adopt(Adopt),
    /// Take a file back: it is compared with the spec, and never written
    Release(Release),
    /// Bring specs into the one style
    Fmt(Fmt),
    /// What a setting is in an environment, and where it comes from
    Show(Show),
    /// Which settings and which template make a file, or a line of it
    Why(Why),
    /// Run the tests that the spec declares, and the examples of its rules
    Test(Test),
    /// The page of a code, a kind, a field, a type, or an entry of the catalogue
    Explain(Explain),
    /// The reference manual of the language, as Markdown
    Docs(Docs),
    /// What depends on what
    Graph(Graph),
    /// Print completions for a shell
    Completions(Completions),
    /// For working on Formwork itself
    #[command(subcommand)]
    Debug(Debug),
}

#[derive(Args, Debug)]
pub(crate) struct Check {
    /// The root of the application's repository, with formwork.kdl
    pub(crate) dir: Option<PathBuf>,
    /// How findings are printed
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: CheckFormat,
    /// First mend what has a sure mend, in the files themselves
    #[arg(long)]
    pub(crate) fix: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub(crate) enum CheckFormat {
    Text,
    Json,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// Annotations of a GitHub workflow
    Github,
}

#[derive(Args, Debug)]
pub(crate) struct Plan {
    #[command(flatten)]
    pub(crate) what: Planned,
    /// How the plan is printed
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: PlanFormat,
    /// Compare with the spec and the files of a git revision, as for a pull request
    #[arg(long, value_name = "REV", conflicts_with = "overwrite")]
    pub(crate) against: Option<String>,
    /// Save the plan, to be shown or carried out as it is
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
    /// Write out only what is new since this earlier plan, a saved one; JSON is always whole
    #[arg(long, value_name = "FILE")]
    pub(crate) since: Option<PathBuf>,
    /// Show a saved plan instead of making one
    #[arg(long, value_name = "FILE", conflicts_with_all = ["dir", "overwrite", "against", "out"])]
    pub(crate) saved: Option<PathBuf>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub(crate) enum PlanFormat {
    Text,
    Json,
    /// For a pull request: at most 65,000 characters
    Markdown,
    /// One page that loads nothing
    Html,
}

#[derive(Args, Debug)]
pub(crate) struct Apply {
    #[command(flatten)]
    pub(crate) what: Planned,
    /// Do not ask
    #[arg(short, long)]
    pub(crate) yes: bool,
    /// Carry out this saved plan, exactly or not at all; nobody is asked
    #[arg(long, value_name = "FILE", conflicts_with = "overwrite")]
    pub(crate) plan: Option<PathBuf>,
}

#[derive(Args, Debug)]
pub(crate) struct Adopt {
    /// Files, as a plan names them
    #[arg(required = true, value_name = "PATH")]
    pub(crate) paths: Vec<RepoPath>,
    /// Also when git does not have what stands in them now
    #[arg(short, long)]
    pub(crate) yes: bool,
}

#[derive(Args, Debug)]
pub(crate) struct Release {
    /// Files, as a plan names them
    #[arg(required = true, value_name = "PATH")]
    pub(crate) paths: Vec<RepoPath>,
}

/// What plan and apply share.
#[derive(Args, Debug)]
pub(crate) struct Planned {
    /// The root of the application's repository, with formwork.kdl
    pub(crate) dir: Option<PathBuf>,
    /// Name every file and show what changes in it
    #[arg(long)]
    pub(crate) diff: bool,
    /// Overwrite what was edited by hand in this file; may be repeated
    #[arg(long, value_name = "PATH")]
    pub(crate) overwrite: Vec<RepoPath>,
    /// Exit with 2 when there are changes
    #[arg(long)]
    pub(crate) detailed_exitcode: bool,
}

#[derive(Args, Debug)]
pub(crate) struct Fmt {
    /// A file or a project; `-` reads stdin and writes stdout
    pub(crate) path: Option<PathBuf>,
    /// Write nothing: show what would change, and exit with 1 if something would
    #[arg(long)]
    pub(crate) check: bool,
}

#[derive(Args, Debug)]
pub(crate) struct Test {
    /// The root of the application's repository, with formwork.kdl
    pub(crate) dir: Option<PathBuf>,
    /// Keep in the golden folders what is made now
    #[arg(long)]
    pub(crate) update: bool,
    /// How the outcome is printed
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: TestFormat,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub(crate) enum TestFormat {
    Text,
    Json,
}

#[derive(Args, Debug)]
pub(crate) struct Show {
    /// A thing, a kind, or a setting: backend, service.backend.memory
    pub(crate) name: Option<String>,
    /// As this environment has it; without one, as it is declared
    #[arg(long = "in", value_name = "ENV")]
    pub(crate) environment: Option<String>,
    /// How two environments differ
    #[arg(long, num_args = 2, value_names = ["ENV", "ENV"], conflicts_with_all = ["name", "environment"])]
    pub(crate) diff: Option<Vec<String>>,
    /// Tell what is scheduled from this moment on: seconds since 1970
    #[arg(long, value_name = "SECONDS", hide = true)]
    pub(crate) now: Option<i64>,
    /// How it is printed
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: ShowFormat,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub(crate) enum ShowFormat {
    Text,
    Json,
}

#[derive(Args, Debug)]
pub(crate) struct Why {
    /// A file that the spec makes, and perhaps a line of it, or several: compose.yaml:12, compose.yaml:12-20
    #[arg(value_name = "FILE[:LINE]")]
    pub(crate) what: Lines,
    /// How it is printed
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: ShowFormat,
}

/// Some lines of a file, counted from one, or all of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Lines {
    pub(crate) file: String,
    pub(crate) lines: Option<RangeInclusive<usize>>,
}

impl FromStr for Lines {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let whole = Self { file: text.to_string(), lines: None };
        let Some((file, lines)) = text.rsplit_once(':') else { return Ok(whole) };
        let (first, last) = lines.split_once('-').unwrap_or((lines, lines));
        match (first.parse::<usize>(), last.parse::<usize>()) {
            (Ok(first), Ok(last)) if first > 0 && first <= last => {
                Ok(Self { file: file.to_string(), lines: Some(first..=last) })
            }
            (Ok(_), Ok(_)) => Err("lines count from 1, the first before the last".to_string()),
            _ => Ok(whole),
        }
    }
}

#[derive(Args, Debug)]
pub(crate) struct Explain {
    /// A code such as backup/misses-objective, or KIND, KIND.FIELD, a type, a runtime, an engine
    pub(crate) topic: String,
}

#[derive(Args, Debug)]
pub(crate) struct Docs {
    /// A kind, or one of syntax, combining, types, catalogue, rules, codes; printed instead of the first page
    #[arg(conflicts_with = "out")]
    pub(crate) page: Option<String>,
    /// Write every page below this folder
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
    /// Write nothing; say which pages of the folder are out of date
    #[arg(long, requires = "out")]
    pub(crate) check: bool,
}

#[derive(Args, Debug)]
pub(crate) struct Graph {
    /// The root of the application's repository, with formwork.kdl
    pub(crate) dir: Option<PathBuf>,
    /// How the graph is printed
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: GraphFormat,
    /// Only what a change of this can reach: "service backend"
    #[arg(long, value_name = "ENTITY")]
    pub(crate) impact: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub(crate) enum GraphFormat {
    Text,
    Mermaid,
    /// For Graphviz
    Dot,
    Json,
}

#[derive(Args, Debug)]
pub(crate) struct Completions {
    pub(crate) shell: Shell,
}

#[derive(Subcommand, Debug)]
pub(crate) enum Debug {
    /// Print a KDL document in its canonical form
    Kdl { file: PathBuf },
    /// Write a made-up application of N services, for measuring
    Synth { services: usize, dir: PathBuf },
}
