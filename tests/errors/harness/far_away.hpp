namespace mistake {
struct told_far_away;
}
inline int size = sizeof(mistake::told_far_away);
