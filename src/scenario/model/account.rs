//! Roles, and what tasks get with them: secrets, parameters, files and logs.
//!
//! Without roles IAM is not played, and everything is granted. A list that the scenario does not
//! have knows everything.
//!
//! Facts: ECS Developer Guide, "Amazon ECS task execution IAM role", "Pass sensitive data to an
//! Amazon ECS container"; AWS KMS Developer Guide, "Key states".

use std::collections::{BTreeMap, BTreeSet};

use super::{Endpoint, Image};
use crate::engine::Arena;
use crate::ids::RoleId;
use crate::scenario::iam::verdict;
pub use crate::scenario::iam::{Policy, Verdict};

/// What the role of an instance needs for its agent to register.
pub const REGISTER: &str = "ecs:RegisterContainerInstance";

/// Who assumes the roles of instances.
const INSTANCES: &str = "ec2.amazonaws.com";

/// What an account has beside ECS.
#[derive(Clone, Debug, Default)]
pub struct Account {
    /// The roles of IAM; none: everything is granted.
    pub roles: Arena<RoleId, Role>,
    /// The secrets of Secrets Manager, by name.
    pub secrets: Option<BTreeMap<String, Secret>>,
    /// The parameters of Systems Manager, by name, each with its own key.
    pub parameters: Option<BTreeMap<String, Option<String>>>,
    /// The keys of KMS, and whether each is enabled.
    pub keys: Option<BTreeMap<String, bool>>,
    /// The log groups of CloudWatch Logs.
    pub log_groups: Option<BTreeSet<String>>,
}

/// A role of IAM.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Role {
    /// `roleName`.
    pub name: String,
    /// The services that may assume it; `None`: those that have to.
    pub trusts: Option<Vec<String>>,
    /// Its inline policies, by name.
    pub inline: BTreeMap<String, Policy>,
    /// The policies that are attached to it, by name.
    pub attached: BTreeMap<String, Policy>,
}

/// A secret of Secrets Manager.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Secret {
    /// A key of one's own.
    pub key: Option<String>,
    /// The keys of its JSON text, if it is written.
    pub json_keys: Option<BTreeSet<String>>,
    /// Whether it is marked for deletion.
    pub deleted: bool,
}

/// A change of the policies of a role.
#[derive(Clone, Debug, PartialEq)]
pub enum RoleChange {
    /// PutRolePolicy.
    Put(String, Policy),
    /// DeleteRolePolicy.
    Delete(String),
    /// AttachRolePolicy.
    Attach(String, Policy),
    /// DetachRolePolicy.
    Detach(String),
}

/// Something that an agent gets for a task before its containers start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Get {
    /// A secret of Secrets Manager, or one value of its JSON text.
    Secret {
        /// Its name.
        name: String,
        /// Its ARN.
        arn: String,
        /// Which value.
        json_key: Option<String>,
    },
    /// A parameter of Systems Manager.
    Parameter {
        /// Its name.
        name: String,
        /// Its ARN.
        arn: String,
    },
    /// A file in S3.
    EnvironmentFile {
        /// Its ARN.
        arn: String,
    },
    /// A stream in a group of CloudWatch Logs.
    LogStream {
        /// The group.
        group: String,
        /// The ARN of the stream.
        arn: String,
        /// Whether the group is made if it is not there.
        creates: bool,
    },
}

/// The roles of a task definition, and what is got with them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Access {
    /// The agent's: `executionRoleArn`.
    pub execution_role: Option<RoleId>,
    /// The application's: `taskRoleArn`.
    pub task_role: Option<RoleId>,
    /// What the application does at its start.
    pub needs: Vec<String>,
    /// What the agent gets: secrets and parameters, then files, then streams for logs.
    pub gets: Vec<Get>,
    /// The places of the containers whose image is pulled with a login.
    pub logged_in: Vec<usize>,
}

/// Why somebody does not get it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Nothing answers: there is no way there.
    Unreachable,
    /// The role may not do this.
    NotAllowed(&'static str),
    /// A policy of the role denies this.
    Denied(&'static str),
    /// It is not there.
    NotFound,
    /// It is marked for deletion.
    Deleted,
    /// It has no value of this key.
    NoJsonKey,
    /// The key of KMS is not there, or disabled.
    KeyDisabled,
}

impl Account {
    /// Whether IAM is played.
    pub fn has_roles(&self) -> bool {
        !self.roles.is_empty()
    }

    /// Whether a role, or nobody, may do something with a resource, or with any there may be.
    pub fn may(
        &self,
        role: Option<RoleId>,
        action: &'static str,
        resource: Option<&str>,
    ) -> Result<(), Refusal> {
        match self.verdict(role, action, resource) {
            Verdict::Allowed => Ok(()),
            Verdict::NotAllowed => Err(Refusal::NotAllowed(action)),
            Verdict::Denied => Err(Refusal::Denied(action)),
        }
    }

    /// What IAM says to a request of a role, or of nobody.
    pub fn verdict(&self, role: Option<RoleId>, action: &str, resource: Option<&str>) -> Verdict {
        if !self.has_roles() {
            return Verdict::Allowed;
        }
        let Some(role) = role else {
            return Verdict::NotAllowed;
        };
        let role = &self.roles[role];
        let policies = role.inline.values().chain(role.attached.values());
        verdict(policies, action, resource)
    }

    /// Whether a role, or nobody, may do something with some resource.
    pub fn allows(&self, role: Option<RoleId>, action: &str) -> bool {
        self.verdict(role, action, None) == Verdict::Allowed
    }

    /// Whether a service may assume a role.
    pub fn is_trusted(&self, role: RoleId, service: &str) -> bool {
        let trusts = self.roles[role].trusts.as_ref();
        trusts.is_none_or(|trusts| trusts.iter().any(|trusted| trusted == service))
    }

    /// Whether a role gets a token for the private registries of ECR.
    pub fn gets_token(&self, role: Option<RoleId>) -> Result<(), Refusal> {
        self.may(role, "ecr:GetAuthorizationToken", Some("*"))
    }

    /// Whether a role that has a token gets the layers of an image.
    pub fn gets_layers(&self, role: Option<RoleId>, image: &Image) -> Result<(), Refusal> {
        let repository = repository_arn(image);
        self.may(role, "ecr:BatchGetImage", Some(&repository))?;
        self.may(role, "ecr:GetDownloadUrlForLayer", Some(&repository))
    }

    /// Whether the agent of an instance with a role, or with none, can register.
    pub fn may_register(&self, role: Option<RoleId>) -> bool {
        let is_trusted = role.is_none_or(|role| self.is_trusted(role, INSTANCES));
        is_trusted && self.allows(role, REGISTER)
    }

    /// Whether a role, or nobody, gets something.
    pub fn gets(&self, role: Option<RoleId>, get: &Get) -> Result<(), Refusal> {
        match get {
            Get::Secret {
                name,
                arn,
                json_key,
            } => {
                self.may(role, "secretsmanager:GetSecretValue", Some(arn))?;
                let Some(secrets) = &self.secrets else {
                    return Ok(());
                };
                let secret = secrets.get(name).ok_or(Refusal::NotFound)?;
                if secret.deleted {
                    return Err(Refusal::Deleted);
                }
                self.decrypts(role, secret.key.as_deref())?;
                let keys = secret.json_keys.as_ref();
                let has = |wanted: &String| keys.is_none_or(|keys| keys.contains(wanted));
                let has_it = json_key.as_ref().is_none_or(has);
                has_it.then_some(()).ok_or(Refusal::NoJsonKey)
            }
            Get::Parameter { name, arn } => {
                self.may(role, "ssm:GetParameters", Some(arn))?;
                let Some(parameters) = &self.parameters else {
                    return Ok(());
                };
                let key = parameters.get(name).ok_or(Refusal::NotFound)?;
                self.decrypts(role, key.as_deref())
            }
            Get::EnvironmentFile { arn } => self.may(role, "s3:GetObject", Some(arn)),
            Get::LogStream {
                group,
                arn,
                creates,
            } => {
                let groups = self.log_groups.as_ref();
                let is_there = groups.is_none_or(|groups| groups.contains(group));
                if *creates {
                    self.may(role, "logs:CreateLogGroup", None)?;
                } else if !is_there {
                    return Err(Refusal::NotFound);
                }
                self.may(role, "logs:CreateLogStream", Some(arn))
            }
        }
    }

    /// Whether a role may read what is encrypted with a key of one's own.
    fn decrypts(&self, role: Option<RoleId>, key: Option<&str>) -> Result<(), Refusal> {
        let Some(key) = key else { return Ok(()) };
        self.may(role, "kms:Decrypt", Some(key))?;
        let enabled = self.keys.as_ref();
        let is_enabled = enabled.is_none_or(|keys| keys.get(key).copied().unwrap_or(false));
        is_enabled.then_some(()).ok_or(Refusal::KeyDisabled)
    }

    /// Changes the policies of a role.
    pub fn change(&mut self, role: RoleId, change: RoleChange) {
        let role = &mut self.roles[role];
        match change {
            RoleChange::Put(name, policy) => _ = role.inline.insert(name, policy),
            RoleChange::Delete(name) => _ = role.inline.remove(&name),
            RoleChange::Attach(name, policy) => _ = role.attached.insert(name, policy),
            RoleChange::Detach(name) => _ = role.attached.remove(&name),
        }
    }
}

/// `arn:aws:ecr:us-east-1:123456789012:repository/web`.
fn repository_arn(image: &Image) -> String {
    let host = &image.registry.host;
    let (account, rest) = host.split_once(".dkr.ecr.").unwrap_or((host, ""));
    let region = rest.split('.').next().unwrap_or(rest);
    let repository = image.repository();
    format!("arn:aws:ecr:{region}:{account}:repository/{repository}")
}

impl Get {
    /// Who is asked for it.
    pub const fn endpoint(&self) -> Endpoint {
        match self {
            Self::Secret { .. } => Endpoint::SecretsManager,
            Self::Parameter { .. } => Endpoint::Ssm,
            Self::EnvironmentFile { .. } => Endpoint::S3,
            Self::LogStream { .. } => Endpoint::Logs,
        }
    }
}

impl Refusal {
    /// The action that the role may not do, where that is it.
    pub const fn action(self) -> Option<&'static str> {
        match self {
            Self::NotAllowed(action) | Self::Denied(action) => Some(action),
            _ => None,
        }
    }
}

impl RoleChange {
    /// The call that makes it.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Put(..) => "putRolePolicy",
            Self::Delete(_) => "deleteRolePolicy",
            Self::Attach(..) => "attachRolePolicy",
            Self::Detach(_) => "detachRolePolicy",
        }
    }

    /// The policy that it is about.
    pub fn policy(&self) -> &str {
        match self {
            Self::Put(name, _)
            | Self::Delete(name)
            | Self::Attach(name, _)
            | Self::Detach(name) => name,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const SECRET: &str = "arn:aws:secretsmanager:us-east-1:123456789012:secret:db-a1b2c3";
    const KEY: &str = "arn:aws:kms:us-east-1:123456789012:key/own";

    /// An account with one role, which may do this with everything.
    fn account(actions: &[&str]) -> (Account, Option<RoleId>) {
        let statement = json!({"Effect": "Allow", "Action": actions, "Resource": "*"});
        let policy = Policy::read(&json!({"Statement": statement})).expect("a policy");
        let mut account = Account::default();
        let role = account.roles.push(Role {
            name: "app".into(),
            inline: [("p".to_owned(), policy)].into(),
            ..Role::default()
        });
        (account, Some(role))
    }

    fn secret(json_key: Option<&str>) -> Get {
        Get::Secret {
            name: "db".into(),
            arn: SECRET.into(),
            json_key: json_key.map(str::to_owned),
        }
    }

    #[test]
    fn without_roles_and_lists_everybody_gets_everything() {
        let account = Account::default();
        assert_eq!(account.gets(None, &secret(Some("password"))), Ok(()));
        assert_eq!(account.may(None, "s3:GetObject", None), Ok(()));
    }

    /// Section 7.2, secrets: who may not, what is not there, what cannot be decrypted.
    #[test]
    fn a_secret_needs_a_right_a_value_and_its_key() {
        let get = "secretsmanager:GetSecretValue";
        let both = [get, "kms:Decrypt"];
        let there = |secret: Secret| Some(BTreeMap::from([("db".to_owned(), secret)]));
        let plain = Secret::default();
        let own_key = Secret {
            key: Some(KEY.into()),
            ..Secret::default()
        };
        let json = Secret {
            json_keys: Some(["user".to_owned()].into()),
            ..Secret::default()
        };
        let deleted = Secret {
            deleted: true,
            ..Secret::default()
        };
        for (actions, secrets, key, expected) in [
            (
                &[][..],
                there(plain.clone()),
                None,
                Err(Refusal::NotAllowed(get)),
            ),
            (&[get], there(plain), None, Ok(())),
            (&[get], Some(BTreeMap::new()), None, Err(Refusal::NotFound)),
            (&[get], there(deleted), None, Err(Refusal::Deleted)),
            (
                &[get],
                there(own_key.clone()),
                None,
                Err(Refusal::NotAllowed("kms:Decrypt")),
            ),
            (&both, there(own_key.clone()), None, Ok(())),
            (
                &both,
                there(own_key),
                Some(false),
                Err(Refusal::KeyDisabled),
            ),
            (&[get], there(json), None, Err(Refusal::NoJsonKey)),
        ] {
            let (mut account, role) = account(actions);
            account.secrets = secrets;
            account.keys = key.map(|enabled| [(KEY.to_owned(), enabled)].into());
            let found = account.gets(role, &secret(Some("password")));
            assert_eq!(found, expected, "{actions:?}");
        }
    }

    #[test]
    fn a_log_stream_needs_its_group_unless_it_makes_it() {
        let stream = |creates| Get::LogStream {
            group: "/ecs/web".into(),
            arn: "arn:aws:logs:us-east-1:123456789012:log-group:/ecs/web:log-stream:web".into(),
            creates,
        };
        let (mut account, role) = account(&["logs:CreateLogStream"]);
        assert_eq!(account.gets(role, &stream(false)), Ok(()));
        account.log_groups = Some(BTreeSet::new());
        assert_eq!(account.gets(role, &stream(false)), Err(Refusal::NotFound));
        let refused = Err(Refusal::NotAllowed("logs:CreateLogGroup"));
        assert_eq!(account.gets(role, &stream(true)), refused);
    }
}
