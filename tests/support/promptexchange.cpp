// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "promptexchange.h"

#include <QtCore/QCryptographicHash>
#include <QtCore/QMessageAuthenticationCode>

#include <openssl/bn.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

#include <memory>

namespace {

using Number = std::unique_ptr<BIGNUM, decltype(&BN_free)>;

constexpr int primeSize = 192;

Number number(const QByteArray &bytes)
{
    return {BN_bin2bn(reinterpret_cast<const uchar *>(bytes.constData()),
                      static_cast<int>(bytes.size()), nullptr),
            BN_free};
}

QByteArray randomBytes(int count)
{
    QByteArray bytes(count, '\0');
    RAND_bytes(reinterpret_cast<uchar *>(bytes.data()), count);
    return bytes;
}

/// \a base to the power of \a exponent, as long as the prime is.
QByteArray power(const QByteArray &base, const QByteArray &exponent)
{
    const Number prime(BN_get_rfc3526_prime_1536(nullptr), BN_free);
    const Number result(BN_new(), BN_free);
    const std::unique_ptr<BN_CTX, decltype(&BN_CTX_free)> context(BN_CTX_new(), BN_CTX_free);
    BN_mod_exp(result.get(), number(base).get(), number(exponent).get(), prime.get(),
               context.get());
    QByteArray bytes(primeSize, '\0');
    BN_bn2binpad(result.get(), reinterpret_cast<uchar *>(bytes.data()), primeSize);
    return bytes;
}

QByteArray hmac(const QByteArray &key, const QByteArray &message)
{
    return QMessageAuthenticationCode::hash(message, key, QCryptographicHash::Sha256);
}

QByteArray encrypted(const QByteArray &plain, const QByteArray &key, const QByteArray &iv)
{
    const std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)> context(
        EVP_CIPHER_CTX_new(), EVP_CIPHER_CTX_free);
    QByteArray result(plain.size() + 16, '\0');
    auto *out = reinterpret_cast<uchar *>(result.data());
    int size = 0;
    int rest = 0;
    EVP_EncryptInit_ex(context.get(), EVP_aes_128_cbc(), nullptr,
                       reinterpret_cast<const uchar *>(key.constData()),
                       reinterpret_cast<const uchar *>(iv.constData()));
    EVP_EncryptUpdate(context.get(), out, &size, reinterpret_cast<const uchar *>(plain.constData()),
                      static_cast<int>(plain.size()));
    EVP_EncryptFinal_ex(context.get(), out + size, &rest);
    result.truncate(size + rest);
    return result;
}

} // namespace

PromptExchange::PromptExchange()
    : m_private(randomBytes(primeSize - 1)), m_public(power(QByteArray(1, '\x02'), m_private))
{ }

QString PromptExchange::begin() const
{
    return QStringLiteral("[sx-aes-1]\npublic=%1\n").arg(QLatin1String(m_public.toBase64()));
}

QString PromptExchange::answer(const QString &exchange, const QByteArray &secret) const
{
    const QString theirs = exchange.section(QStringLiteral("public="), 1).section(u'\n', 0, 0);
    const QByteArray shared = power(QByteArray::fromBase64(theirs.toLatin1()), m_private);
    const QByteArray key =
        hmac(hmac(QByteArray(32, '\0'), shared), QByteArray(1, '\x01')).first(16);
    const QByteArray iv = randomBytes(16);
    return begin()
        + QStringLiteral("secret=%1\niv=%2\n")
              .arg(QLatin1String(encrypted(secret, key, iv).toBase64()),
                   QLatin1String(iv.toBase64()));
}
