// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <latchkey/error.h>
#include <latchkey/provider.h>
#include <latchkey/session.h>
#include <latchkey/signin.h>
#include <latchkey/widgets_export.h>

#include <QtGui/QColor>
#include <QtWidgets/QWidget>

#include <functional>
#include <memory>

class QNetworkAccessManager;

namespace Latchkey {

class Accounts;
class Scheduler;

/// Signs a person in, from the first request to the stored account, in the host program's own
/// palette, font and style: by a code that is entered on any device (RFC 8628), by this computer's
/// browser (RFC 8252), or by a code that is pasted.
///
/// Which ways there are follows from the provider and from setSignInMaker(). Where there are
/// several, the person chooses first; a code and the browser can then run side by side, and
/// whichever comes to its end first signs in.
///
/// Nothing goes over the network before start(), and nothing starts again by itself: an attempt
/// that ended waits for the person's own click (RFC 8628 §3.5).
class LATCHKEY_WIDGETS_EXPORT SignInWidget : public QWidget
{
    Q_OBJECT
    Q_PROPERTY(State state READ state NOTIFY stateChanged)
    Q_PROPERTY(QString title READ title WRITE setTitle RESET resetTitle)
    Q_PROPERTY(bool escapeCancels READ escapeCancels WRITE setEscapeCancels)
    Q_PROPERTY(QColor warningColor READ warningColor WRITE setWarningColor)
    Q_PROPERTY(AsksForWay asksForWay READ asksForWay WRITE setAsksForWay)
public:
    enum class State {
        Idle, ///< Nothing has begun, or the person cancelled.
        Choosing, ///< The person chooses a way to sign in; nothing has been sent.
        Contacting, ///< The server is asked for a code, or the browser is about to open.
        CodeShown, ///< The person has to enter or confirm the code.
        BrowserOpened, ///< The person goes on in the browser.
        PasteCode, ///< The person brings a code from the browser.
        Finishing, ///< Approved; the tokens and the person's name are on their way.
        WaitingForKeychain, ///< The account is being stored, and the keychain takes its time.
        KeychainRefused, ///< The account could not be stored; the person chooses what to do.
        SignedIn,
        Expired,
        Denied,
        Failed,
    };
    Q_ENUM(State)

    /// When the person is asked for a way to sign in.
    enum class AsksForWay {
        WhereSeveral, ///< Where there is something to choose from.
        Always, ///< With one way as well: they see what will be allowed, and agree to begin.
        Never, ///< The best way is taken at once.
    };
    Q_ENUM(AsksForWay)

    /// Makes one attempt at \a provider; \a parent owns it. It must not be started.
    using SignInMaker = std::function<SignIn *(const Provider &provider, QObject *parent)>;

    /// Opens an address for the person, and says whether that worked.
    using BrowserOpener = std::function<bool(const QUrl &)>;

    explicit SignInWidget(QWidget *parent = nullptr);
    /// Cancels an attempt that is under way.
    ~SignInWidget() override;

    Provider provider() const;
    /// Whom to sign in to. Cancels an attempt that is under way and goes back to Idle.
    void setProvider(const Provider &provider);

    /// Where a finished sign-in is stored. Not owned; has to outlive this widget or be replaced
    /// before. Without it nothing is stored, and signedIn() hands over the tokens alone.
    void setAccounts(Accounts *accounts);
    /// As in Accounts::add(); empty unless set.
    void setAccountName(const QString &name);
    /// As SignIn::setNetworkAccessManager(), for the attempts that begin after this call.
    void setNetworkAccessManager(QNetworkAccessManager *manager);
    /// As SignIn::setScheduler(), for the attempts that begin after this call.
    void setScheduler(Scheduler *scheduler);
    /// What opens the browser, in place of QDesktopServices::openUrl().
    void setBrowserOpener(BrowserOpener opener);

    /// Who makes the attempts by \a way, for the attempts that begin after this call. A code for a
    /// device and a pasted code are there from the start, and this computer's browser is not, since
    /// it needs Latchkey::Browser; a program that links it says
    /// \code
    /// widget->setSignInMaker(Latchkey::Provider::Flow::Browser,
    ///                        [](const Latchkey::Provider &provider, QObject *parent) {
    ///                            return new Latchkey::BrowserSignIn(provider, parent);
    ///                        });
    /// \endcode
    /// An empty \a maker takes the way away. To cancel or delete what was made ends its way alone.
    void setSignInMaker(Provider::Flow way, const SignInMaker &maker);
    /// The ways in that the provider supports and this program can go, the best first. One that
    /// could not begin (an endpoint is missing) is among them only where none could.
    QList<Provider::Flow> ways() const;
    /// WhereSeveral unless set.
    AsksForWay asksForWay() const;
    void setAsksForWay(AsksForWay asks);

    /// "Sign in to ..." unless another one is set; none is shown where an empty one is set.
    QString title() const;
    void setTitle(const QString &title);
    void resetTitle();

    /// Whether Esc cancels while the focus is inside the widget; false unless set, so that Esc
    /// reaches the window around it.
    bool escapeCancels() const;
    void setEscapeCancels(bool cancels);

    /// The colour of warnings; an invalid one, which is where it starts, stands for an amber that
    /// can be read on the palette.
    QColor warningColor() const;
    void setWarningColor(const QColor &color);

    State state() const;
    /// What went wrong in Denied, Expired, Failed and KeychainRefused.
    Error error() const;
    /// What the finished attempt gave, in SignedIn.
    SignInResult result() const;
    /// The account that was stored, in SignedIn with setAccounts(); owned by Accounts.
    Session *session() const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

public Q_SLOTS:
    /// Begins an attempt, with a new code, or asks for a way first as asksForWay() says; after an
    /// attempt that came to nothing, by the same way. Does nothing while one is under way, Choosing
    /// included.
    void start();
    /// Begins an attempt by \a way, whatever asksForWay() says. Does nothing while one is under
    /// way.
    void startBy(Latchkey::Provider::Flow way);
    /// Leaves what is under way, as cancel() does but without cancelled(), for Choosing.
    void chooseWay();
    /// Ends the attempt, or the choosing, and goes back to Idle; what was granted by then is
    /// revoked where the provider can. Does nothing in Idle and in SignedIn.
    void cancel();
    /// In CodeShown, signs in by this computer's browser, beside the code, where that is one of
    /// ways(), and otherwise opens the address of the code in it. In BrowserOpened and PasteCode,
    /// opens the browser again.
    void openBrowser();
    /// Puts the user code on the clipboard; in CodeShown only.
    void copyCode();

Q_SIGNALS:
    void stateChanged(Latchkey::SignInWidget::State state);
    /// Comes once for each attempt that succeeds. \a session is null without setAccounts().
    void signedIn(const Latchkey::SignInResult &result, Latchkey::Session *session);
    /// The person, or cancel(), gave up, or the host ended the last attempt that its maker had
    /// made.
    void cancelled();
    /// The person is through: they pressed Done after signing in.
    void done();

protected:
    bool event(QEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace Latchkey
