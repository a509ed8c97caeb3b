//! Errors of the calls: one shape, one sentence each.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

use crate::hub::desk::{DeskFault, DeskReply, FaultKind};
use crate::store::StoreError;

/// One error.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ErrorItem {
    /// The status of the answer.
    pub status: u16,
    /// A word for programs.
    pub code: String,
    /// One sentence for people, with the remedy.
    pub detail: String,
}

/// What a call answers when it cannot do what it was asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema, thiserror::Error)]
#[error("{}", errors.first().map_or("", |one| one.detail.as_str()))]
pub struct ApiError {
    /// What is wrong.
    pub errors: Vec<ErrorItem>,
}

fn code(status: StatusCode) -> &'static str {
    match status.as_u16() {
        401 => "unauthorised",
        403 => "forbidden",
        404 => "not_found",
        405 => "method",
        409 => "conflict",
        413 => "too_large",
        422 => "invalid",
        429 => "too_many",
        503 => "unavailable",
        status if status >= 500 => "fault",
        _ => "bad_request",
    }
}

/// The sentence for an error that comes from the frame of the server and not from a call.
pub fn words(status: StatusCode) -> &'static str {
    match status.as_u16() {
        405 => "this call exists with another method: see /openapi.json",
        413 => "the body is too large: at most 256 KiB",
        415 => "send JSON with `Content-Type: application/json`",
        400 | 422 => "the request cannot be read: see /openapi.json for its shape",
        _ => "the request cannot be answered: see /openapi.json",
    }
}

impl ApiError {
    /// An error of this status.
    pub fn of(status: StatusCode, detail: impl Into<String>) -> Self {
        let (code, detail) = (code(status).to_owned(), detail.into());
        Self { errors: vec![ErrorItem { status: status.as_u16(), code, detail }] }
    }

    /// 401.
    pub fn unauthorised(detail: impl Into<String>) -> Self {
        Self::of(StatusCode::UNAUTHORIZED, detail)
    }

    /// 403.
    pub fn forbidden(detail: impl Into<String>) -> Self {
        Self::of(StatusCode::FORBIDDEN, detail)
    }

    /// 404.
    pub fn not_found(detail: impl Into<String>) -> Self {
        Self::of(StatusCode::NOT_FOUND, detail)
    }

    /// 422.
    pub fn invalid(detail: impl Into<String>) -> Self {
        Self::of(StatusCode::UNPROCESSABLE_ENTITY, detail)
    }

    /// 503.
    pub fn unavailable(detail: impl Into<String>) -> Self {
        Self::of(StatusCode::SERVICE_UNAVAILABLE, detail)
    }

    /// What to say when the desk answers something that was not asked: its refusal, or a fault.
    pub fn from_reply(reply: &DeskReply) -> Self {
        if let DeskReply::Refused(fault) = reply {
            return fault.clone().into();
        }
        tracing::error!(?reply, "the desk answered something else");
        Self::of(StatusCode::INTERNAL_SERVER_ERROR, "the hub is confused: look at its log")
    }

    /// The status of the answer.
    pub fn status(&self) -> StatusCode {
        let first = self.errors.first().and_then(|one| StatusCode::from_u16(one.status).ok());
        first.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }
}

impl From<DeskFault> for ApiError {
    fn from(fault: DeskFault) -> Self {
        let status = match fault.kind {
            FaultKind::NotFound => StatusCode::NOT_FOUND,
            FaultKind::Conflict => StatusCode::CONFLICT,
            FaultKind::Invalid => StatusCode::UNPROCESSABLE_ENTITY,
            FaultKind::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        };
        Self::of(status, fault.sentence)
    }
}

impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> Self {
        Self::unavailable(error.to_string())
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        (self.status(), Json(self)).into_response()
    }
}
