//! EC2 signatures: recorded from keystoneclient, and what is refused.

use keystoneclient::identity::{ec2_signature, hash_signed_token};
use serde_json::{Value, json};

use crate::support::params;

#[test]
fn signatures_are_those_of_the_reference() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors/ec2.jsonl");
    let text = std::fs::read_to_string(path).unwrap();
    let cases: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(cases.len(), 6);
    for case in cases {
        let signature = ec2_signature(case["secret"].as_str().unwrap(), &params(&case["request"]));
        assert_eq!(signature.unwrap(), case["signature"].as_str().unwrap(), "{}", case["id"]);
    }
}

#[test]
fn version_2_is_that_of_the_documentation_of_its_maker() {
    // The example of AWS' own documentation of signature version 2.
    let request = json!({"verb": "GET", "host": "elasticmapreduce.amazonaws.com", "path": "/", "params": {
        "AWSAccessKeyId": "AKIAIOSFODNN7EXAMPLE", "Action": "DescribeJobFlows", "SignatureMethod": "HmacSHA256",
        "SignatureVersion": "2", "Timestamp": "2011-10-03T15:19:30", "Version": "2009-03-31"}});
    let signature = ec2_signature("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", &params(&request)).unwrap();
    assert_eq!(signature, "i91nKc4PWAt0JJIdXwz9HxZCJDdiy6cf/Mj6vPxyYIs=");
}

#[test]
fn what_cannot_be_signed_is_said() {
    for (request, says) in [
        (json!({}), "no way that is known"),
        (json!({"params": {"SignatureVersion": "3"}}), "no version \"3\""),
        (json!({"params": {"SignatureVersion": "0", "Action": "x"}}), "'Timestamp'"),
        (json!({"params": {"SignatureVersion": 1}}), "not a string"),
        (
            json!({"headers": {"Authorization": "AWS4-HMAC-SHA256 Credential=k/20110909/r/s/aws4_request, SignedHeaders=host", "X-Amz-Date": "20120101T000000Z"}}),
            "date",
        ),
        (json!({"headers": {"Authorization": "AWS4-HMAC-SHA256 SignedHeaders=host"}}), "'Credential'"),
        (json!({"headers": {"Authorization": "AWS4-HMAC-SHA256 Credential=k, SignedHeaders=host"}}), "KEY/DATE"),
    ] {
        let error = ec2_signature("hunter2", &params(&request)).unwrap_err();
        assert_eq!(error.code().class_name(), "InvalidArgument");
        assert!(error.message().as_str().contains(says), "{request}: {error}");
        assert!(!error.message().as_str().contains("hunter2"));
    }
}

#[test]
fn hashes_of_tokens_are_those_of_their_standards() {
    assert_eq!(hash_signed_token(b"", "md5").unwrap(), "d41d8cd98f00b204e9800998ecf8427e");
    assert_eq!(hash_signed_token(b"abc", "sha1").unwrap(), "a9993e364706816aba3e25717850c26c9cd0d89d");
    assert_eq!(
        hash_signed_token(b"abc", "sha256").unwrap(),
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    );
    assert!(hash_signed_token(b"", "rot13").is_err());
}
