//! The words for how bad a change can be.

use crate::schema::RiskLevel;

impl RiskLevel {
    /// As in JSON.
    pub fn word(self) -> &'static str {
        match self {
            RiskLevel::DataLoss => "data-loss",
            RiskLevel::Irreversible => "irreversible",
            RiskLevel::Exposure => "exposure",
            RiskLevel::Downtime => "downtime",
            RiskLevel::Cost => "cost",
            RiskLevel::Unknown => "unknown",
            RiskLevel::Safe => "safe",
        }
    }

    /// What so many changes of this level do: `1 can lose data`.
    pub fn verdict(self, number: usize) -> String {
        match self {
            RiskLevel::DataLoss => format!("{number} can lose data"),
            RiskLevel::Irreversible => format!("{number} cannot be undone"),
            RiskLevel::Exposure if number == 1 => "1 opens something to the outside".to_string(),
            RiskLevel::Exposure => format!("{number} open something to the outside"),
            RiskLevel::Downtime => format!("{number} can mean downtime"),
            RiskLevel::Cost if number == 1 => "1 costs more".to_string(),
            RiskLevel::Cost => format!("{number} cost more"),
            RiskLevel::Unknown => format!("{number} with unknown risk"),
            RiskLevel::Safe => String::new(),
        }
    }
}
