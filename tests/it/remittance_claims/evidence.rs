//! Evidence comes in once, is what its first bytes say, and goes out as a download.

use super::*;

/// What lies in the object store of claims.
fn stored(app: &App) -> usize {
    std::fs::read_dir(app.object_folder().join("claims")).map_or(0, Iterator::count)
}

#[tokio::test]
async fn what_is_no_receipt_is_refused_and_the_ticket_is_still_good() {
    let app = App::start().await;
    let reseller = app.admin_of(&app.channel.reseller).await;
    let begun = reseller.claim_as(claim("10.00", "Heron Systems Ltd")).await.ok().clone();
    let url = begun["uploadUrl"].as_str().unwrap();
    let mut large = PICTURE.to_vec();
    large.resize(11 * 1024 * 1024, 0);

    let program = app.send_file(url, b"MZ\x90\0 receipt.pdf".to_vec()).await;
    let late_magic = app.send_file(url, b"<html>%PDF-1.7".to_vec()).await;
    let short = app.send_file(url, b"\x89PNG".to_vec()).await;
    let empty = app.send_file(url, Vec::new()).await;
    let too_large = app.send_file(url, large).await;
    let nothing = stored(&app);
    let good = app.send_file(url, PICTURE).await;

    let other = (
        StatusCode::UNSUPPORTED_MEDIA_TYPE,
        json!({ "code": "INVALID_INPUT", "message": "the file is no PDF, JPEG or PNG file" }),
    );
    assert_eq!([program, late_magic, short, empty], [other.clone(), other.clone(), other.clone(), other]);
    let message = "the file has more than 10 MiB";
    assert_eq!(too_large, (StatusCode::PAYLOAD_TOO_LARGE, json!({ "code": "FILE_TOO_LARGE", "message": message })));
    assert_eq!((nothing, good.0, stored(&app)), (0, StatusCode::CREATED, 1));
    app.run_jobs().await;
    app.close().await;
}

/// A file that is a document and a page at once is neither shown nor guessed at.
#[tokio::test]
async fn evidence_is_downloaded_once_and_never_shown() {
    let app = App::start().await;
    let (finance, reseller) = (app.finance().await, app.admin_of(&app.channel.reseller).await);
    let begun = reseller.claim_as(claim("10.00", "Heron Systems Ltd")).await.ok().clone();
    let id = begun["remittanceClaim"]["id"].as_str().unwrap();
    let early = reseller.evidence(id).await;
    let polyglot = b"%PDF-1.7\n<script>alert(1)</script>".to_vec();
    app.send_file(begun["uploadUrl"].as_str().unwrap(), polyglot.clone()).await;
    let link = |answer: &tests::Answer| answer.ok()["downloadUrl"].as_str().unwrap().to_owned();
    let (first, second) = (link(&finance.evidence(id).await), link(&reseller.evidence(id).await));

    let client = reqwest::Client::new();
    let got = client.get(&first).send().await.unwrap();
    let headers = got.headers().clone();
    let body = got.bytes().await.unwrap();
    let again = client.get(&first).send().await.unwrap().status();
    let beside = client.get(&second).send().await.unwrap().status();
    let third = link(&reseller.evidence(id).await);
    let forged = client.get(format!("{third}0")).send().await.unwrap().status();
    app.later(TimeDelta::minutes(5));
    let late = client.get(&third).send().await.unwrap().status();

    assert_eq!(early.refusals(), ["STATE_CONFLICT id"]);
    assert_eq!(body, polyglot);
    let header = |name| headers.get(name).unwrap().to_str().unwrap().to_owned();
    assert_eq!(header(header::CONTENT_TYPE), "application/pdf");
    assert_eq!(header(header::CONTENT_DISPOSITION), format!("attachment; filename=\"{id}.pdf\""));
    assert_eq!(header(header::X_CONTENT_TYPE_OPTIONS), "nosniff");
    assert_eq!(
        [again, beside, forged, late],
        [StatusCode::GONE, StatusCode::GONE, StatusCode::NOT_FOUND, StatusCode::GONE]
    );
    let lines = "select operation from audit_log where operation like 'remittance_claim.evidence%' order by id";
    let given = "remittance_claim.evidence";
    assert_eq!(app.rows(lines), [given, given, "remittance_claim.evidence_download", given]);
    app.run_jobs().await;
    app.close().await;
}
