//! The options of `new`: the kinds of record, and the keys that options can fill.

use clap::builder::PossibleValuesParser;
use clap::{Args, Subcommand};

use crate::record::vocabulary::{Status, Vocabulary};

/// The options of all kinds, and of one.
#[derive(Args, Debug)]
#[command(subcommand_value_name = "KIND", subcommand_help_heading = "Kinds")]
pub(super) struct NewOptions {
    #[command(subcommand)]
    pub(super) kind: RecordOptions,
    /// Open the file in the editor that VISUAL or EDITOR names
    #[arg(long, global = true)]
    pub(super) edit: bool,
    /// Print the file without writing it
    #[arg(long, global = true)]
    pub(super) dry_run: bool,
}

#[derive(Debug, Subcommand)]
pub(super) enum RecordOptions {
    /// A meeting, call, visit, statement or measure
    #[command(
        after_help = "Dates can be written in words (27 Feb 2025, 27.2.2025, 9-10 Dec 2022, Feb 2025, about 2016, between 20 and 30 Nov 2022, yesterday) or in EDTF (2025-02~).\n\nExamples:\n  chancery new briefing \"Consultations in Istanbul\" --date \"27 Feb 2025\"\n  chancery new briefing \"Burns meets Naryshkin\" --date 14.11.2022 \\\n    --participant \"William Burns\" --participant \"Sergei Naryshkin\" --edit"
    )]
    Briefing(BriefingOptions),
    /// A person
    #[command(
        after_help = "Examples:\n  chancery new person \"Sergei Lavrov\" --sort-name \"Lavrov, Sergei\" --edit"
    )]
    Person {
        /// The name; one that the archive uses already keeps its URL
        name: Option<String>,
        /// The name to sort by in lists
        #[arg(long, value_name = "NAME")]
        sort_name: Option<String>,
        /// The person's state, an organization
        #[arg(long, value_name = "NAME")]
        country: Option<String>,
    },
    /// A state, ministry or body
    #[command(
        after_help = "Examples:\n  chancery new organization \"Central Bank\" --kind agency --parent Russia"
    )]
    Organization {
        /// The name; one that the archive uses already keeps its URL
        name: Option<String>,
        /// The kind: state, ministry, body …
        #[arg(long)]
        kind: Option<String>,
        /// The organization above it
        #[arg(long, value_name = "NAME")]
        parent: Option<String>,
        /// Its state, an organization
        #[arg(long, value_name = "NAME")]
        country: Option<String>,
    },
    /// A room, building, city or country
    #[command(after_help = "Examples:\n  chancery new venue Ankara --kind city --within Turkey")]
    Venue {
        /// The name; one that the archive uses already keeps its URL
        name: Option<String>,
        /// The kind: room, building, city, country …
        #[arg(long)]
        kind: Option<String>,
        /// The venue that contains it
        #[arg(long, value_name = "NAME")]
        within: Option<String>,
    },
    /// A process or a round of talks
    #[command(
        after_help = "Examples:\n  chancery new series \"Grain talks\" --party Russia --party Ukraine"
    )]
    Series {
        /// The name; one that the archive uses already keeps its URL
        name: Option<String>,
        /// An organization that takes part; can be given several times
        #[arg(long = "party", value_name = "NAME")]
        parties: Vec<String>,
    },
    /// A subject of briefings
    #[command(after_help = "Examples:\n  chancery new topic Visas --broader \"Consular affairs\"")]
    Topic {
        /// The name; one that the archive uses already keeps its URL
        name: Option<String>,
        /// The broader topic
        #[arg(long, value_name = "NAME")]
        broader: Option<String>,
    },
    /// A newspaper, agency or broadcaster that reports
    #[command(after_help = "Examples:\n  chancery new outlet Reuters --url https://reuters.com/")]
    Outlet {
        /// The name; one that the archive uses already keeps its URL
        name: Option<String>,
        /// Its address on the web
        #[arg(long)]
        url: Option<String>,
        /// Its state, an organization
        #[arg(long, value_name = "NAME")]
        country: Option<String>,
    },
    /// A free page: about, method, licence
    #[command(after_help = "Examples:\n  chancery new page \"About this archive\" --edit")]
    Page {
        /// The title
        title: Option<String>,
    },
}

#[derive(Args, Debug)]
pub(super) struct BriefingOptions {
    /// The title: what happened, in a line
    pub(super) title: Option<String>,
    /// The date
    #[arg(long)]
    pub(super) date: Option<String>,
    /// A venue; can be given several times
    #[arg(long = "venue", value_name = "NAME")]
    pub(super) venues: Vec<String>,
    /// A person or an organization that took part; can be given several times
    #[arg(long = "participant", alias = "participants", value_name = "NAME")]
    pub(super) participants: Vec<String>,
    /// The process or round of talks that it is part of
    #[arg(long, value_name = "NAME")]
    pub(super) series: Option<String>,
    /// A topic; can be given several times
    #[arg(long = "topic", alias = "topics", value_name = "NAME")]
    pub(super) topics: Vec<String>,
    /// The kind: meeting, call, visit …
    #[arg(long)]
    pub(super) kind: Option<String>,
    /// The status: whether it took place
    #[arg(long, value_parser = PossibleValuesParser::new(Status::WORDS.iter().map(|(word, ..)| *word)))]
    pub(super) status: Option<String>,
    /// The folder in content/briefings/ [default: by year or month, like most others]
    #[arg(long, value_name = "DIR")]
    pub(super) folder: Option<String>,
}
