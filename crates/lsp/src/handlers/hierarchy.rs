//! Call hierarchy: lineage, upstream and downstream.

use pipewright_editor::lineage::{self, Flow, Node};
use pipewright_source::Span;
use serde_json::json;
use tower_lsp::ls_types::{
    CallHierarchyIncomingCall, CallHierarchyIncomingCallsParams, CallHierarchyItem,
    CallHierarchyOutgoingCall, CallHierarchyOutgoingCallsParams, CallHierarchyPrepareParams,
};

use super::outline::icon;
use crate::snapshot::{Places, Snapshot};

fn item(places: &Places<'_>, node: Node) -> Option<CallHierarchyItem> {
    Some(CallHierarchyItem {
        kind: icon(node.kind),
        tags: None,
        detail: Some(node.kind.noun().to_owned()),
        uri: places.uri(node.at.source)?,
        range: places.range(node.span),
        selection_range: places.range(node.at),
        data: Some(json!(node.name)),
        name: node.name,
    })
}

/// `textDocument/prepareCallHierarchy`.
pub fn prepare_hierarchy(
    snapshot: &Snapshot,
    params: CallHierarchyPrepareParams,
) -> Option<Vec<CallHierarchyItem>> {
    let place = params.text_document_position_params;
    let at = snapshot.at(&place.text_document.uri, place.position)?;
    let node = lineage::prepare(&snapshot.analysis, at)?;
    Some(vec![item(&snapshot.places(), node)?])
}

fn name(snapshot: &Snapshot, item: &CallHierarchyItem) -> Option<Span> {
    let at = snapshot.at(&item.uri, item.selection_range.start)?;
    Some(lineage::prepare(&snapshot.analysis, at)?.at)
}

/// A neighbour, and the places in one document that make it one.
fn neighbour(
    places: &Places<'_>,
    flow: Flow,
    of: Option<pipewright_source::SourceId>,
) -> Option<(CallHierarchyItem, Vec<tower_lsp::ls_types::Range>)> {
    // The protocol has ranges without a document: those of the caller.
    let caller = of.unwrap_or(flow.node.at.source);
    let ranges = flow.places.iter().filter(|place| place.source == caller);
    let ranges = ranges.map(|place| places.range(*place)).collect();
    Some((item(places, flow.node)?, ranges))
}

/// `callHierarchy/incomingCalls`: where data comes from.
pub fn incoming(
    snapshot: &Snapshot,
    params: CallHierarchyIncomingCallsParams,
) -> Option<Vec<CallHierarchyIncomingCall>> {
    let name = name(snapshot, &params.item)?;
    let places = snapshot.places();
    let flows = lineage::upstream(&snapshot.analysis, name).into_iter();
    let calls = flows.filter_map(|flow| {
        let (from, from_ranges) = neighbour(&places, flow, None)?;
        Some(CallHierarchyIncomingCall { from, from_ranges })
    });
    Some(calls.collect())
}

/// `callHierarchy/outgoingCalls`: where data goes.
pub fn outgoing(
    snapshot: &Snapshot,
    params: CallHierarchyOutgoingCallsParams,
) -> Option<Vec<CallHierarchyOutgoingCall>> {
    let name = name(snapshot, &params.item)?;
    let places = snapshot.places();
    let flows = lineage::downstream(&snapshot.analysis, name).into_iter();
    let calls = flows.filter_map(|flow| {
        let (to, from_ranges) = neighbour(&places, flow, Some(name.source))?;
        Some(CallHierarchyOutgoingCall { to, from_ranges })
    });
    Some(calls.collect())
}
