// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

// The least that QtKeychain needs to read one item.

#include <QtCore/QCoreApplication>

#include <qt6keychain/keychain.h>

#include <cstdio>

int main(int argc, char *argv[])
{
    QCoreApplication application(argc, argv);
    auto *job = new QKeychain::ReadPasswordJob(QStringLiteral("latchkey"));
    job->setKey(application.arguments().at(1));
    QObject::connect(job, &QKeychain::Job::finished, &application, [job] {
        std::fputs(job->binaryData().constData(), stdout);
        QCoreApplication::exit(job->error() == QKeychain::NoError ? 0 : 1);
    });
    job->start();
    return QCoreApplication::exec();
}
