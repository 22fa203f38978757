//! Roles, secrets, parameters, keys and log groups.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::names::Names;
use super::{Check, entry};
use crate::ids::RoleId;
use crate::scenario::diagnostic::codes;
use crate::scenario::iam::{self, MANAGED};
use crate::scenario::model::{Account, Policy, Role, RoleChange, Secret};
use crate::scenario::raw::rules::Pattern as Document;
use crate::scenario::raw::{File, iam as raw, timeline};
use crate::scenario::source::Path;

/// Everything that an account has beside ECS.
pub(super) fn check(check: &mut Check<'_>, file: &File) -> Account {
    let aws = &file.aws;
    let mut account = Account::default();
    let mut names = Names::new("role");
    for (index, raw) in aws.roles.iter().enumerate() {
        let at = entry("roles", index);
        let path = at.key("roleName");
        check.aws_name(&path, names.what, &raw.role_name);
        check.declare(&mut names, &path, &raw.role_name, account.roles.next_id());
        let role = role(check, &at, raw);
        account.roles.push(role);
    }
    check.known.roles = names;
    let secrets = aws
        .secrets
        .iter()
        .map(|raw| (raw.name.clone(), secret(raw)));
    account.secrets = some(secrets.collect(), &aws.secrets);
    let parameters = aws.parameters.iter();
    let parameters = parameters.map(|raw| (path_free(&raw.name).to_owned(), raw.key_id.clone()));
    account.parameters = some(parameters.collect(), &aws.parameters);
    let is_enabled = |raw: &raw::Key| raw.key_state.as_deref().unwrap_or("Enabled") == "Enabled";
    let keys = aws
        .keys
        .iter()
        .map(|raw| (raw.key_id.clone(), is_enabled(raw)));
    account.keys = some(keys.collect(), &aws.keys);
    for (index, key) in aws.keys.iter().enumerate() {
        let state = key.key_state.as_deref();
        if let Some(other) = state.filter(|it| !KEY_STATES.contains(it)) {
            let message = format!("{other} is not a state of a key");
            let path = entry("keys", index).key("keyState");
            let help = "write Enabled, Disabled or PendingDeletion";
            check.wrong(codes::UNKNOWN_WORD, &path, message, help);
        }
    }
    let groups = aws.log_groups.iter().map(|raw| raw.log_group_name.clone());
    account.log_groups = some(groups.collect::<BTreeSet<_>>(), &aws.log_groups);
    account
}

const KEY_STATES: [&str; 3] = ["Enabled", "Disabled", "PendingDeletion"];

/// What a list says; a list that is not written knows everything.
fn some<T, R>(read: T, written: &[R]) -> Option<T> {
    (!written.is_empty()).then_some(read)
}

/// The name of a parameter as ARNs have it, without the slash that it may begin with.
pub(super) fn path_free(name: &str) -> &str {
    name.strip_prefix('/').unwrap_or(name)
}

fn role(check: &mut Check<'_>, at: &Path, raw: &raw::Role) -> Role {
    let mut role = Role {
        name: raw.role_name.clone(),
        ..Role::default()
    };
    if let Some(Document(document)) = &raw.assume_role_policy_document {
        let path = at.key("assumeRolePolicyDocument");
        let trusted = iam::trusted(document);
        role.trusts = trusted.map_err(|why| malformed(check, &path, &why)).ok();
    }
    for (index, arn) in raw.managed_policy_arns.iter().enumerate() {
        let path = at.key("managedPolicyArns").index(index);
        if let Some((name, policy)) = managed(check, &path, arn) {
            role.attached.insert(name, policy);
        }
    }
    for (index, raw) in raw.policies.iter().enumerate() {
        let path = at.key("policies").index(index).key("policyDocument");
        if let Some(policy) = policy(check, &path, &raw.policy_document) {
            role.inline.insert(raw.policy_name.clone(), policy);
        }
    }
    role
}

fn policy(check: &mut Check<'_>, path: &Path, document: &Document) -> Option<Policy> {
    let policy = Policy::read(&document.0);
    policy.map_err(|why| malformed(check, path, &why)).ok()
}

fn malformed(check: &mut Check<'_>, path: &Path, why: &str) {
    let message = format!("MalformedPolicyDocument: {why}");
    let help = "write `{Statement: [{Effect: Allow, Action: \"ecr:*\", Resource: \"*\"}]}`";
    check.wrong(codes::POLICY, path, message, help);
}

/// A policy that AWS manages, with its name.
fn managed(check: &mut Check<'_>, path: &Path, arn: &str) -> Option<(String, Policy)> {
    let name = arn.rsplit('/').next().unwrap_or(arn);
    let policy = iam::managed(name);
    if policy.is_none() {
        let known = MANAGED.iter().map(|(name, _)| *name);
        check.refused_name("NoSuchEntity", path, "managed policy", name, known);
    }
    Some((name.to_owned(), policy?))
}

fn secret(raw: &raw::DeclaredSecret) -> Secret {
    Secret {
        key: raw.kms_key_id.clone(),
        json_keys: raw.secret_string.as_ref().and_then(json_keys),
        deleted: false,
    }
}

/// The keys of a secret's text, if it is a JSON object.
pub(super) fn json_keys(Document(text): &Document) -> Option<BTreeSet<String>> {
    let parsed: Value;
    let value = match text {
        Value::String(text) => {
            parsed = serde_json::from_str(text).ok()?;
            &parsed
        }
        other => other,
    };
    Some(value.as_object()?.keys().cloned().collect())
}

/// The last part of the ARN of a role or an instance profile, or its name.
pub(super) fn role_name(written: &str) -> &str {
    written.rsplit('/').next().unwrap_or(written)
}

impl Check<'_> {
    /// The role that is meant, where roles are played.
    pub(super) fn role(
        &mut self,
        account: &Account,
        path: &Path,
        written: Option<&str>,
    ) -> Option<RoleId> {
        let name = role_name(written.filter(|_| account.has_roles())?);
        self.find(|known| &known.roles, path, name)
    }
}

/// A call that changes the policies of a role.
pub(super) fn change(
    check: &mut Check<'_>,
    at: &Path,
    raw: &timeline::Entry,
    account: &Account,
) -> Option<(RoleId, RoleChange)> {
    let (key, role, change) = if let Some(call) = &raw.put_role_policy {
        let at = at.key("putRolePolicy");
        let policy = policy(check, &at.key("policyDocument"), &call.policy_document)?;
        let change = RoleChange::Put(call.policy_name.clone(), policy);
        ("putRolePolicy", &call.role_name, change)
    } else if let Some(call) = &raw.delete_role_policy {
        let change = RoleChange::Delete(call.policy_name.clone());
        ("deleteRolePolicy", &call.role_name, change)
    } else if let Some(call) = &raw.attach_role_policy {
        let at = at.key("attachRolePolicy");
        let (name, policy) = managed(check, &at.key("policyArn"), &call.policy_arn)?;
        (
            "attachRolePolicy",
            &call.role_name,
            RoleChange::Attach(name, policy),
        )
    } else if let Some(call) = &raw.detach_role_policy {
        let at = at.key("detachRolePolicy");
        let (name, _) = managed(check, &at.key("policyArn"), &call.policy_arn)?;
        (
            "detachRolePolicy",
            &call.role_name,
            RoleChange::Detach(name),
        )
    } else {
        return None;
    };
    let path = at.key(key).key("roleName");
    let id = check.find(|known| &known.roles, &path, role_name(role))?;
    has_policy(check, &at.key(key), account, (id, &change));
    Some((id, change))
}

/// A policy that is taken from a role has been there, or an earlier call has put it there.
fn has_policy(
    check: &mut Check<'_>,
    at: &Path,
    account: &Account,
    (id, change): (RoleId, &RoleChange),
) {
    let role = &account.roles[id];
    let put = check.put_policies.entry(id).or_default();
    let (key, known): (_, BTreeMap<_, _>) = match change {
        RoleChange::Put(name, _) | RoleChange::Attach(name, _) => {
            put.insert(name.clone());
            return;
        }
        RoleChange::Delete(_) => ("policyName", role.inline.iter().collect()),
        RoleChange::Detach(_) => ("policyArn", role.attached.iter().collect()),
    };
    let name = change.policy();
    if !known.contains_key(&name.to_owned()) && !put.contains(name) {
        let known: Vec<&str> = known.keys().map(|name| name.as_str()).collect();
        check.refused_name(
            "NoSuchEntity",
            &at.key(key),
            "policy of this role",
            name,
            known,
        );
    }
}

/// The secret that a call means; its name.
pub(super) fn secret_named(
    check: &mut Check<'_>,
    path: &Path,
    written: &str,
    account: &Account,
) -> Option<String> {
    let secrets = account.secrets.as_ref();
    let known = || secrets.into_iter().flatten().map(|(name, _)| name.as_str());
    let name = super::access::secret_name(written, secrets);
    if secrets.is_some_and(|secrets| secrets.contains_key(&name)) {
        return Some(name);
    }
    check.refused_name("ResourceNotFoundException", path, "secret", &name, known());
    None
}
