//! How the picture looks, in daylight and in the dark. Classes only, so that it looks the same in
//! viewers that know no variables; colours alone never carry a meaning.

/// The style sheet inside the picture.
pub const SHEET: &str = "\
text{font-family:system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif;fill:#1f2328}
.page{fill:#ffffff}
.title{font-size:14px;font-weight:600}
.name{font-size:13px;font-weight:600}
.detail{font-size:11px;fill:#59636e}
.mark{font-size:10px}
.way{paint-order:stroke;stroke:#ffffff;stroke-width:3px}
.head{font-size:14px;font-weight:600}
.frame{fill:#f6f8fa;stroke:#d1d9e0}
.unstated{stroke-dasharray:4 3}
.region{font-size:11px;fill:#59636e;font-weight:600}
.panel{fill:#ffffff;stroke:#818b98}
.card{stroke-width:1.2}
.dataset{fill:#ddf4ff;stroke:#0969da}
.external{fill:#ffffff;stroke:#0969da;stroke-dasharray:4 3}
.step{fill:#ffffff;stroke:#59636e}
.junction{fill:#eff2f5;stroke:#59636e}
.decision{fill:#fff8c5;stroke:#9a6700}
.approval{fill:#fbefff;stroke:#8250df}
.wait{fill:#eff2f5;stroke:#59636e;stroke-dasharray:4 3}
.class{fill:#ffebe9;stroke:#cf222e}
.check{fill:#dafbe1;stroke:#1a7f37}
.tag{fill:#eff2f5;stroke:#818b98}
.arrow{fill:none;stroke-width:1.4}
.data{stroke:#59636e}
.rejected{stroke:#cf222e;stroke-dasharray:6 3}
.order{stroke:#818b98;stroke-dasharray:3 3}
.tip-data{fill:#59636e}
.tip-rejected{fill:#cf222e}
.tip-order{fill:#818b98}
@media (prefers-color-scheme:dark){
text{fill:#f0f6fc}
.way{stroke:#0d1117}
.page{fill:#0d1117}
.detail,.region{fill:#9198a1}
.frame{fill:#151b23;stroke:#3d444d}
.panel{fill:#0d1117;stroke:#656c76}
.dataset{fill:#121d2f;stroke:#4493f8}
.external{fill:#0d1117;stroke:#4493f8}
.step{fill:#0d1117;stroke:#9198a1}
.junction,.wait{fill:#212830;stroke:#9198a1}
.decision{fill:#272215;stroke:#d29922}
.approval{fill:#211a33;stroke:#ab7df8}
.class{fill:#25171c;stroke:#f85149}
.check{fill:#12261e;stroke:#3fb950}
.tag{fill:#212830;stroke:#656c76}
.data{stroke:#9198a1}
.rejected{stroke:#f85149}
.order{stroke:#656c76}
.tip-data{fill:#9198a1}
.tip-rejected{fill:#f85149}
.tip-order{fill:#656c76}
}
";
