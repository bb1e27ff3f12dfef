/* Inside the room: the actions that the model of a level asks for. */
#ifndef TL_SEMA_ACTION_H
#define TL_SEMA_ACTION_H

struct object;
struct sema;
struct symbol;

/* W0507: levels of an arch whose component lacks what is looked for in its kind. */
void lint_actions(struct sema *sm, struct symbol *s);

/* E0203: an action of a component that looks like the one which its kind is charged
 * by, and which it lacks. */
void check_action_names(struct sema *sm, const struct object *o);

#endif
