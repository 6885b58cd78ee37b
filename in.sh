export QT_QPA_PLATFORM=xcb
kwalletd5 > $HOME/kw.log 2>&1 & K=$!
sleep 1.5
C="gdbus call --session --dest org.kde.kwalletd5 --object-path /modules/kwalletd5 --method org.kde.KWallet"
H=$(python3 -c "print('['+','.join(['0x%02x'%(i+1) for i in range(56)])+']')")
$C.pamOpen kdewallet "$H" 0; 
export XDG_CURRENT_DESKTOP=KDE KDE_SESSION_VERSION=5 
CL=/work/wt/keychain/build/dev/bin/latchkey-keychain-client
(echo "write b hello"; sleep 1) | $CL
$C.close kdewallet true
(echo "read b"; echo "write b new"; sleep 8; echo status; sleep 0.5) | $CL &
sleep 3; xdotool search --name '' getwindowname %@ 2>/dev/null | sort -u | head -5; xdotool search --name 'KDE Wallet' windowfocus; xdotool key Escape; wait %2
sleep 1; kill $K; cat $HOME/kw.log
