//! The same JSON text as another reader has it, and what a careful person would read there.

pub use serde_json::Value as Tree;

/// The text as `serde_json` has it; `None` where it is no JSON.
pub fn tree(data: &[u8]) -> Option<Tree> {
    serde_json::from_slice(data).ok()
}

/// How many levels a JSON text has, also behind keys that are repeated and so do not count.
pub fn levels(text: &[u8]) -> usize {
    let (mut depth, mut deepest, mut in_string, mut escaped) = (0_usize, 0, false, false);
    for byte in text {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            b'[' | b'{' if !in_string => depth += 1,
            b']' | b'}' if !in_string => depth = depth.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(depth);
    }
    deepest
}

/// Whether it has more than this library takes.
pub fn is_too_deep(text: &[u8]) -> bool {
    levels(text) > keystoneclient::value::DEEPEST
}

/// The string behind a JSON pointer.
pub fn text<'t>(tree: &'t Tree, pointer: &str) -> Option<&'t str> {
    tree.pointer(pointer)?.as_str()
}

/// Whether something is there that is neither null, false, 0 nor empty.
pub fn truthy(tree: &Tree, pointer: &str) -> bool {
    match tree.pointer(pointer) {
        None | Some(Tree::Null) => false,
        Some(Tree::Bool(truth)) => *truth,
        Some(Tree::Number(number)) => number.as_f64() != Some(0.0),
        Some(Tree::String(string)) => !string.is_empty(),
        Some(Tree::Array(list)) => !list.is_empty(),
        Some(Tree::Object(members)) => !members.is_empty(),
    }
}

/// The same, `None` for null and nothing.
pub fn truth(tree: &Tree, pointer: &str) -> Option<bool> {
    tree.pointer(pointer).filter(|value| !value.is_null()).map(|_| truthy(tree, pointer))
}

/// Checks that a refusal names a place that is in the body, and that what is there is as wrong as it says.
pub fn refusal_is_true(message: &str, tree: &Tree) {
    let (path, complaint) = [" is ", " holds a NUL"]
        .iter()
        .filter_map(|words| message.rfind(words))
        .map(|at| message.split_at(at))
        .next()
        .unwrap_or_else(|| panic!("no complaint that is known: {message}"));
    assert!(
        path.starts_with("token") || path.starts_with("access") || path.starts_with("catalog"),
        "no path: {message}"
    );
    let Some(place) = follow(tree, path) else {
        assert!(path.contains("URL"), "leads nowhere: {message}");
        return;
    };
    let is_true = match complaint.trim_start_matches(" is ") {
        " holds a NUL" => place.as_str().is_some_and(|text| text.contains('\0')),
        "not a time in ISO 8601" => place.as_str().is_some_and(|text| keystoneclient::time::parse(text).is_none()),
        longer if longer.starts_with("longer than ") => place.as_str().is_some_and(|text| text.len() > 1024),
        wrong => {
            match wrong.split_once(", not ").unwrap_or_else(|| panic!("no complaint that is known: {message}")).0 {
                "null" => place.is_null(),
                "a truth value" => place.is_boolean(),
                "a number" => place.is_number(),
                "a string" => place.is_string(),
                "a list" => place.is_array(),
                "an object" => place.is_object(),
                other => panic!("{other} is no kind: {message}"),
            }
        }
    };
    assert!(is_true, "not true: {message}");
}

/// `token.catalog[0].type`.
fn follow<'t>(tree: &'t Tree, path: &str) -> Option<&'t Tree> {
    path.split('.').try_fold(tree, |place, step| {
        let (key, indexes) = step.split_once('[').unwrap_or((step, ""));
        let mut place = place.get(key)?;
        for index in indexes.split('[').filter(|index| !index.is_empty()) {
            place = place.get(index.strip_suffix(']')?.parse::<usize>().ok()?)?;
        }
        Some(place)
    })
}
