"""A throwaway certificate authority and the certificates that tests of TLS need.

    ca.pem                        the authority to trust
    otherca.pem                   one that nobody trusts
    server.pem      server.key    localhost, 127.0.0.1 and ::1
    expired.pem     expired.key   the same, until 2021
    wronghost.pem   wronghost.key elsewhere.example
    untrusted.pem   untrusted.key a server of the other authority
    client.pem      client.key    a client
    mismatched.pem  mismatched.key  the client's certificate with a key that is not its own
    oauth2.pem      oauth2.key    a client whose names are those of the user demo in the domain Default
    tokenless.pem   tokenless.key the same, of the authority whose clients Keystone takes without a token
    clientcas.pem                 the authorities of clients
"""

import datetime
import ipaddress
import os

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

BEGIN = datetime.datetime(2020, 1, 1)
END = datetime.datetime(2049, 1, 1)
HERE = [x509.DNSName('localhost'), x509.IPAddress(ipaddress.ip_address('127.0.0.1')),
        x509.IPAddress(ipaddress.ip_address('::1'))]
SERVER, CLIENT = ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH


def make(folder):
    """Write all of them into the folder."""
    os.makedirs(folder, mode=0o700, exist_ok=True)
    ca, other, tokenless = Authority('Throwaway CA'), Authority('Other CA'), Authority('Tokenless CA')
    leaves = {
        'server': ca.issue('localhost', SERVER, HERE),
        'expired': ca.issue('localhost', SERVER, HERE, end=datetime.datetime(2021, 1, 1)),
        'wronghost': ca.issue('elsewhere.example', SERVER, [x509.DNSName('elsewhere.example')]),
        'untrusted': other.issue('localhost', SERVER, HERE),
        'client': ca.issue('client', CLIENT),
        'oauth2': ca.issue('demo', CLIENT, organization='Default'),
        'tokenless': tokenless.issue('demo', CLIENT, organization='Default'),
    }
    leaves['mismatched'] = (leaves['client'][0], new_key())
    write(folder, 'ca.pem', pem_of_certificate(ca.certificate))
    write(folder, 'otherca.pem', pem_of_certificate(other.certificate))
    write(folder, 'clientcas.pem', pem_of_certificate(ca.certificate) + pem_of_certificate(tokenless.certificate))
    for name, (certificate, key) in leaves.items():
        write(folder, name + '.pem', pem_of_certificate(certificate))
        write(folder, name + '.key', pem_of_key(key))


class Authority:
    """A certificate authority; its key never leaves memory."""

    def __init__(self, name):
        self.key = new_key()
        self.name = named(name)
        usage = x509.KeyUsage(key_cert_sign=True, crl_sign=True, digital_signature=False, content_commitment=False,
                              key_encipherment=False, data_encipherment=False, key_agreement=False,
                              encipher_only=False, decipher_only=False)
        self.certificate = (
            draft(self.name, self.name, self.key, END)
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
            .add_extension(usage, critical=True)
            .sign(self.key, hashes.SHA256()))

    def issue(self, name, purpose, hosts=(), end=END, organization='Throwaway'):
        """A certificate for a server or a client, and its key."""
        key = new_key()
        builder = (
            draft(named(name, organization), self.name, key, end)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(x509.ExtendedKeyUsage([purpose]), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key()), critical=False))
        if hosts:
            builder = builder.add_extension(x509.SubjectAlternativeName(hosts), critical=False)
        return builder.sign(self.key, hashes.SHA256()), key


def draft(subject, issuer, key, end):
    """What every certificate has."""
    return (x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(key.public_key())
            .serial_number(x509.random_serial_number()).not_valid_before(BEGIN).not_valid_after(end)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False))


def new_key():
    return ec.generate_private_key(ec.SECP256R1())


def named(name, organization='Throwaway'):
    return x509.Name([x509.NameAttribute(NameOID.ORGANIZATION_NAME, organization),
                      x509.NameAttribute(NameOID.COMMON_NAME, name)])


def pem_of_certificate(certificate):
    return certificate.public_bytes(serialization.Encoding.PEM)


def pem_of_key(key):
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
                             serialization.NoEncryption())


def write(folder, name, content):
    path = os.path.join(folder, name)
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), 'wb') as file:
        file.write(content)
