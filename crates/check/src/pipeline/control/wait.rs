//! `wait 15m after load`: time passes before what reads or writes the data goes on.

use pipewright_model::Wait;
use pipewright_syntax::tree::ClauseKind;

use super::super::frames::Unrolled;
use super::super::shapes::Shapes;
use super::gates::{Gate, GateKind};
use super::ways::guards;
use crate::context::Context;

impl<'a> Context<'_, 'a> {
    /// Every wait, in source order.
    pub fn timed_waits(
        &mut self,
        unrolled: &Unrolled<'a>,
        shapes: &Shapes,
        gates: &mut Vec<Gate>,
    ) -> Vec<Wait> {
        let mut waits = Vec::new();
        for flat in &unrolled.rest {
            let ClauseKind::Wait { duration, after } = &flat.clause.kind else {
                continue;
            };
            let view = flat.view(unrolled, shapes);
            let before = self.report.found.len();
            let mut context = self.seeing(flat, view);
            let value = context.located(duration);
            let seconds = context.seconds(&value);
            for data in context.data(view, after) {
                context.readable(view, data.place, data.span);
                gates.push(Gate {
                    kind: GateKind::Wait,
                    place: data.place,
                    name: context.called(view, data.place),
                    setting: flat.setting.clone(),
                    span: flat.clause.span,
                });
                waits.extend(seconds.map(|seconds| Wait {
                    subject: context.reference(view, data.place),
                    seconds,
                    when: guards(unrolled, &flat.setting.ways),
                    origin: context.origin(flat.clause.span),
                }));
            }
            self.because_used(before, &flat.setting);
        }
        waits
    }
}
