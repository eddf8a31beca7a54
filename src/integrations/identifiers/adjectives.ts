/** The first words of session ids: friendly, and easy to tell apart when read out loud. */
export const ADJECTIVES: readonly string[] = `
  able agile airy amber ample ancient apt arctic ardent ashen astral aural autumn azure balmy bold bonny brave
  breezy bright brisk bronze bubbly busy calm candid careful caring cheery chief chilly civic civil classic clean
  clear clever cloudy coastal cobalt comic cool copper coral cordial cosmic cosy crafty creamy crimson crisp cubic
  curious curly daily dainty dapper daring dawn deep deft dewy direct distant divine double dreamy driven dusky
  dusty eager early earnest earthy eastern easy ebony elder elegant eminent epic equal even exact expert fabled
  fair faithful famous fancy fast feisty fertile fiery fine firm first fleet floral fluent flying fond formal
  forward foxy free fresh friendly frosty full funny gallant gentle giant gifted glad gleaming glossy golden good
  graceful grand grassy grateful great green grinning happy hardy harmonic hazel healthy hearty helpful hidden
  high hollow honest hopeful humble icy ideal inland inner ivory jade jolly jovial joyful jumbo just keen kind
  kindly lapis large lasting laughing lavish lawful leafy lemon level light lilac limber lime linear lively local
  lofty lone loud lovely loyal lucid lucky lunar lush magic main major maple marble marine mellow merry mighty
  mild mindful minor minty misty modern modest mossy musical mutual narrow native natural nautical neat new nimble
  noble northern novel oaken oceanic olive opal open orange orderly outer pale paper pastel patient peaceful
  pearly peppy perfect pink placid plain playful pleasant plucky plum poetic polar polite prime proper proud pure
  purple quaint quick quiet radiant rapid rare ready regal rich ripe rising robust rosy round royal ruby rural
  rustic sage sandy satin scarlet secret serene sharp shiny shy silent silken silver simple sleek smart smiling
  smooth snowy snug social soft solar solid sonic southern spicy splendid spry stable starry steady steep sterling
  still stormy strong sturdy sublime subtle summer sunlit sunny super supple sure swift tall tame tan teal tender
  thankful thrifty tidal tidy timely tiny tranquil true trusty tulip twilight twin upbeat upper urban useful
  valiant vast velvet verdant vernal vivid warm wavy western wide wild willing windy winged winter wise witty
  wooden woolly worthy young zany zesty
`
  .trim()
  .split(/\s+/);
