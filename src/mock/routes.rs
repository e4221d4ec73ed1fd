//! Which operation a method and a path ask for.

use axum::http::{HeaderValue, Method};

use crate::{model::Operation, schema::OperationSpec};

/// The operations that are served, each with its method and the template of its path.
#[derive(Debug)]
pub(super) struct Routes(Vec<OperationSpec>);

/// What is served at a path.
#[derive(Debug)]
pub(super) struct Resource<'a> {
    operations: Vec<&'a OperationSpec>,
    /// The segment of the path that a parameter stands for, as it was sent; empty where the path
    /// has no parameter.
    pub(super) parameter: &'a str,
}

impl Routes {
    pub(super) fn new(operations: Vec<OperationSpec>) -> Self {
        Self(operations)
    }

    /// What is served at a path; `None` when nothing is. A path that is spelled out wins over one
    /// with a parameter.
    pub(super) fn at<'a>(&'a self, path: &'a str) -> Option<Resource<'a>> {
        let (template, parameter) = self
            .0
            .iter()
            .filter_map(|spec| Some((&spec.path, parameter(&spec.path, path)?)))
            .min_by_key(|(_, parameter)| !parameter.is_empty())?;
        let operations = self.0.iter().filter(|spec| spec.path == *template).collect();
        Some(Resource { operations, parameter })
    }
}

/// The segment of a path that the parameter of a template stands for; `None` when the path is
/// another one.
fn parameter<'a>(template: &str, path: &'a str) -> Option<&'a str> {
    let (mut segments, mut found) = (path.split('/'), "");
    for expected in template.split('/') {
        let segment = segments.next()?;
        if expected.starts_with('{') && !segment.is_empty() {
            found = segment;
        } else if segment != expected {
            return None;
        }
    }
    segments.next().is_none().then_some(found)
}

impl Resource<'_> {
    /// The operation that a method names here. `HEAD` is `GET` whose body is not sent.
    pub(super) fn operation(&self, method: &Method) -> Option<Operation> {
        let method = if *method == Method::HEAD { "GET" } else { method.as_str() };
        self.operations.iter().find(|spec| spec.method == method).map(|spec| spec.operation)
    }

    /// The value of the `Allow` header.
    pub(super) fn allow(&self) -> HeaderValue {
        let mut methods: Vec<_> = self.operations.iter().map(|spec| spec.method.as_str()).collect();
        if methods.contains(&"GET") {
            methods.push("HEAD");
        }
        methods.sort_unstable();
        methods.push("OPTIONS");
        HeaderValue::try_from(methods.join(", ")).unwrap_or(HeaderValue::from_static("OPTIONS"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn routes(served: impl Fn(Operation) -> bool) -> Routes {
        let documents = crate::schema::embedded().unwrap();
        let served = Operation::ALL.into_iter().filter(|operation| served(*operation));
        Routes::new(served.map(|one| OperationSpec::read(&documents, one).unwrap()).collect())
    }

    #[test]
    fn paths_are_matched_whole() {
        let routes = routes(|_| true);
        let asked = |method, path| {
            routes.at(path).map(|found| (found.operation(&method), found.parameter.to_owned()))
        };
        let users = "/v1/viewer/users";
        let found = |operation, parameter: &str| Some((Some(operation), parameter.to_owned()));
        assert_eq!(asked(Method::HEAD, users), found(Operation::List, ""));
        let one = format!("{users}/usr_1");
        assert_eq!(asked(Method::PATCH, &one), found(Operation::Update, "usr_1"));
        let revoke = format!("{users}/revoke-access");
        assert_eq!(asked(Method::POST, &revoke), found(Operation::RevokeAccess, ""));
        assert_eq!(asked(Method::PATCH, &revoke), Some((None, String::new())));
        for path in
            ["/", "/v1/viewer", "/v1/viewer/users/", "/v1/viewer/users/a/b", "/v1/viewer/usersx"]
        {
            assert!(routes.at(path).is_none(), "{path}");
        }
    }

    #[test]
    fn an_operation_can_be_left_out() {
        let routes = routes(|operation| operation != Operation::RevokeAccess);
        let found = routes.at("/v1/viewer/users/revoke-access").unwrap();
        assert_eq!(found.operation(&Method::POST), None);
        assert_eq!(found.allow(), "PATCH, OPTIONS");
    }
}
