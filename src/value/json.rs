//! Values that the library makes itself.

use std::sync::Arc;

use super::{Document, ParseError};

/// The document that says what `json` says.
pub fn from_json(json: &serde_json::Value) -> Result<Arc<Document>, ParseError> {
    Document::parse(json.to_string())
}
